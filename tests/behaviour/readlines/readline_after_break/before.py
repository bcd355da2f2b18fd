def header(path):
    fields = {}
    fh = open(path)
    for line in fh.readlines():
        if line == "\n":
            break
        key, _, value = line.partition(":")
        fields[key] = value.strip()
    left = fh.readline()
    fh.close()
    return fields, left


with open("mail.txt", "w") as out:
    out.write("From: ann\nTo: bob\n\nHello Bob,\nsee you.\n")
fields, left = header("mail.txt")
print(fields)
print("unread:", repr(left))
