def add(shelf, title, copies):
    shelf[title] = copies
    return shelf


def list(shelf):
    """The titles in order, upper-case ones first."""
    return sorted(shelf)
