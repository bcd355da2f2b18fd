class Graph:
    def __init__(self, pairs):
        self.near = {}
        for a, b in pairs:
            self.near.setdefault(a, {})[b] = 1
            self.near.setdefault(b, {})[a] = 1

    def remove(self, n):
        near = self.near
        for u in list(near[n]):
            del near[u][n]
        del near[n]


graph = Graph([(1, 1), (1, 2), (1, 3)])
graph.remove(1)
print(graph.near)
