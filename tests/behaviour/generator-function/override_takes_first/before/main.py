from base import Plan
from special import Short

for plan in (Plan(3), Short(3)):
    try:
        for step in plan.steps():
            print(type(plan).__name__, step)
    except TypeError as error:
        print("TypeError:", error)
