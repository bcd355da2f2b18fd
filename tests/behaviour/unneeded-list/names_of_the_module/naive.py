PORT = 80
HOST = "localhost"
settings = ""
try:
    for entry in globals():
        if entry.isupper():
            settings += f"{entry}={globals()[entry]} "
except RuntimeError as error:
    settings = str(error)
print(settings)
