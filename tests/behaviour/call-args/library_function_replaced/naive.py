import math
def loud(xs, start=0):
    return len(xs)
math.fsum = loud
def f(n: int):
    return math.fsum(i for i in range(n))
print(f(50))
