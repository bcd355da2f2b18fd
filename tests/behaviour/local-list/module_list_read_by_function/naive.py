def rank(name):
    return names.index(name) + 1


names = (word.strip().title() for word in " zoe , adam,mia".split(","))
try:
    for name in names:
        print(name, rank(name))
except AttributeError as error:
    print("AttributeError:", error)
