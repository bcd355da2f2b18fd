PORT = 80
HOST = "localhost"
settings = ""
try:
    for entry in list(globals()):
        if entry.isupper():
            settings += f"{entry}={globals()[entry]} "
except RuntimeError as error:
    settings = str(error)
print(settings)
