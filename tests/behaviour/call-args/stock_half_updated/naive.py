def restock(stock, deliveries):
    try:
        stock.update((name, int(amount)) for name, amount in deliveries)
    except ValueError as error:
        print("refused:", error)
    return stock


print(restock({"nail": 1}, [("nail", "20"), ("bolt", "5")]))
print(restock({"nail": 1}, [("nail", "20"), ("bolt", "many"), ("nut", "3")]))
