import sys

N = 16000
out = open("usage.dat", "w")
for i in range(N):
	out.write("host%02d\t%d\t%d\t%s\n" % (i % 40, i, i * 17 % 4096, "x" * (i % 30)))
out.close()

total = 0	# bytes
widest = ""
with open("usage.dat") as fh:
	for row in fh.readlines():	# one row per minute
		host, minute, size, pad = row.rstrip("\n").split("\t")
		if host == "host13":
			continue	# retired
		total += int(size)
		if len(pad) > len(widest):
			widest = pad

sys.stdout.write(f"{total} bytes, widest pad {len(widest)}\n")
print("last row:", row.split("\t")[0])
