"""Made-up sentences about what people like: a second thing of the same kind, but another one."""

from .._arguments import check_rng, check_size

KINDS = {  # verb -> things of its kind
    "eat": ("pizza", "pasta", "bread", "soup", "rice"),
    "drink": ("tea", "milk", "juice", "cocoa", "water"),
    "play": ("chess", "tennis", "cards", "football", "piano"),
    "read": ("novels", "poems", "comics", "letters", "maps"),
}
WHEN = ("", "every day", "in winter", "on sundays", "at noon")
WHERE = ("", "at home", "with friends", "in town", "by the sea")
END = "."
VOCABULARY = tuple(
    sorted(
        {END, *"i like do not to but also enjoy so avoid and choose".split(), *KINDS}
        | {thing for things in KINDS.values() for thing in things}
        | {word for aside in WHEN + WHERE for word in aside.split()}
    )
)


def likes(N, rng):
    """Draw sentences such as "i like to eat pizza every day at home but i also enjoy soup .".

    Two things of one kind stand in each, never the same one twice; between them may stand when and where. Half of the
    sentences say "i do not like to eat pizza every day at home so i avoid pizza and choose soup .". There are 4,000
    sentences.

    Parameters
    ----------
    N : int
        Number of sentences.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    list of list of str
        Words of `VOCABULARY`; the last but one is the second thing.

    Raises
    ------
    ValueError
        Where N is not a whole number of at least 1, or `rng` is no Generator.
    """
    check_rng(rng)
    found = []
    for _ in range(check_size("N", N)):
        verb = list(KINDS)[rng.integers(len(KINDS))]
        one, other = (KINDS[verb][k] for k in rng.choice(len(KINDS[verb]), size=2, replace=False))
        aside = f"{WHEN[rng.integers(len(WHEN))]} {WHERE[rng.integers(len(WHERE))]}"
        if rng.random() < 0.5:
            text = f"i like to {verb} {one} {aside} but i also enjoy {other} {END}"
        else:
            text = f"i do not like to {verb} {one} {aside} so i avoid {one} and choose {other} {END}"
        found.append(text.split())
    return found


def kind_of(thing):
    """Return the verb of a thing: "eat" for "pizza".

    Parameters
    ----------
    thing : str
        One of the things in `KINDS`.

    Returns
    -------
    str
        One of the keys of `KINDS`.

    Raises
    ------
    ValueError
        Where it is none of them.
    """
    for verb, things in KINDS.items():
        if thing in things:
            return verb
    raise ValueError(f"thing must be one of those in KINDS, got {thing!r}")
