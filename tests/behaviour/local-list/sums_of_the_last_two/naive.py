def sequence(n):
    terms = [1, 1]
    odd = 0
    for term in (*terms, *(terms[-1] + terms[-2] for _ in range(n))):
        odd += term % 2
    return odd


print(sequence(0), sequence(7), sequence(20))
