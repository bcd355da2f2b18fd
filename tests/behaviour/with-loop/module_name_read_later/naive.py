with open("guests.txt", "w") as f:
    f.write("ann\nbob\ncy\n")

with open("guests.txt") as f:
    guests = f
    for guest in guests:
        print("welcome", guest.strip())


def seats():
    return sum(1 for _ in guests)


try:
    print(seats(), "seats")
except ValueError as error:
    print("ValueError:", error)
