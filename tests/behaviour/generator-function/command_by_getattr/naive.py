class Shell:
    def list_users(self):
        for name in ("ann", "bob"):
            yield name

    def run(self, command):
        return getattr(self, "list_" + command)()


shell = Shell()
for user in shell.list_users():
    print(user)
try:
    print(len(shell.run("users")))
except TypeError as error:
    print("TypeError:", error)
