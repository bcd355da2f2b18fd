from collections import defaultdict


def closure(edges):
    graph = defaultdict(set)
    for a, b in edges:
        graph[a].add(b)
    reach = 0
    for node in list(graph):
        for target in graph[node]:
            reach += 1 + len(graph[target])
    return reach, len(graph)


try:
    print(closure([("a", "b"), ("b", "c"), ("c", "d")]))
except RuntimeError as error:
    print("RuntimeError:", error)
