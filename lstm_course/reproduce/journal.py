"""What is finished, one line for each result, so that an interrupted run can go on."""

from .._files import JsonLines


class Journal(JsonLines):
    """Append-only file of results.

    Attributes
    ----------
    results : dict
        ``(fingerprint, seed)`` -> result.
    """

    allow_nan = True  # a training that explodes is a result, too

    def __init__(self, folder):
        self.results = {}
        super().__init__(folder)

    def take(self, record):
        """Keep a line of the file."""
        self.results[str(record["fingerprint"]), int(record["seed"])] = dict(record["result"])

    def add(self, fingerprint, seed, row_id, result):
        """Write one result; when this returns it is on the disk.

        Parameters
        ----------
        fingerprint : str
            Of the row's definition.
        seed : int
            The seed.
        row_id : str
            For those who read the file.
        result : dict
            JSON types only.
        """
        self.append({"fingerprint": fingerprint, "seed": seed, "row": row_id, "result": result})
        self.results[fingerprint, seed] = result
