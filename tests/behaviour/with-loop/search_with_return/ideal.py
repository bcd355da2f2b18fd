import sys


def write_passwd(path, n):
    with open(path, 'w') as fd:
        for uid in range(n):
            fd.write('user%d:x:%d:%d::/home/user%d:/bin/%s\n' % (uid, uid, uid % 10, uid, 'bash' if uid % 3 else 'zsh'))


def shell_of(path, name):
    with open(path, 'r') as fd:
        for entry in fd:
            fields = entry.rstrip('\n').split(':')
            if fields[0] == name:
                return fields[-1]
        else:
            sys.stdout.write('no such user: %s\n' % name)
    return None


write_passwd('passwd', 12000)
for name in ('user1', 'user11999', 'root'):
    print(name, shell_of('passwd', name))
