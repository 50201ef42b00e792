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

    def take_over(self, found, known):
        """Count results of an earlier report as finished, where their definition is still the same.

        Parameters
        ----------
        found : list of dict
            Each with ``fingerprint`` and ``results``, dicts with ``seed``.
        known : iterable of str
            The fingerprints of today.
        """
        known = set(known)
        for row in found:
            if row["fingerprint"] in known:
                for result in row["results"]:
                    key = (row["fingerprint"], result["seed"])
                    self.results.setdefault(key, {k: v for k, v in result.items() if k != "seed"})

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
