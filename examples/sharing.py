"""Two clients of one session: a tensor is found by its name, and what one writes the other sees.

With INSITU_ADDRESS=host:port the clients may be on different machines; here both are in this process.
"""

import insitu

with insitu.connect() as home:
    counts = insitu.connect(home.address, session="counts", lease=60)
    total = counts["total"] = insitu.zeros(3)
    counts.sync()  # calls are sent ahead: now it is there for others

    elsewhere = insitu.connect(home.address, session="counts")
    same = elsewhere["total"]
    same.add_(1).add_(1)
    elsewhere.sync()

    print(total)
    print("names:", counts.keys())

    elsewhere.close()
    counts.delete()
