class Bus:
    def __init__(self):
        self.stops = []

    def leave(self, stop):
        self.stops.remove(stop)

    def ride(self):
        for stop in (
            self.stops
        ):
            self.arrive(stop)

    def arrive(self, stop):
        print("at", stop)
        if stop.endswith("!"):
            self.leave(stop)


bus = Bus()
bus.stops += ["mill", "church!", "school", "station!", "end"]
bus.ride()
print(bus.stops)
