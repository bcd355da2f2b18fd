def cost(note):
    if not isinstance(note, str):
        return note
    return sum([len(word) for word in note.split()])


print(cost("three small words"), cost(7))
