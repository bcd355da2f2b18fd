import asyncio

ONLINE = {"ann": 1, "bob": 2}


async def join(name):
    ONLINE[name] = len(ONLINE) + 1


async def greet():
    asyncio.ensure_future(join("cy"))
    greeted = 0
    users = [user for user in ONLINE]
    for user in users:
        await asyncio.sleep(0)
        greeted += 1
    return greeted


try:
    print(asyncio.run(greet()))
except RuntimeError as error:
    print("RuntimeError:", error)
print(sorted(ONLINE))
