from catalogue import *

titles = add(add({}, "Zebra", 3), "Ant", 1)
for title in titles:
    print(title, titles[title])
