from collections import deque

ring = deque([1, 2, 3])
try:
    ring.extend([n * 10 for n in ring if n != 2])
except RuntimeError as error:
    print("RuntimeError:", error)
print(list(ring))
