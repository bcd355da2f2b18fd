import json


def replay(path):
    balance = 0
    with open(path) as f:
        events = [json.loads(line) for line in f]
        for event in events:
            balance += event["amount"]
            if event["amount"] == 99:
                print(f"#{event['id']}: balance {balance}")
    return balance


with open("events.jsonl", "w") as f:
    for i in range(8_000):
        f.write(json.dumps({"id": i, "amount": i * 37 % 100 - (i % 2) * 50}) + "\n")
print(replay("events.jsonl"))
