"""Exhibit: pictures of a clip are sorted by the text of their names, and time jumps."""

from ...exercise import Exercise, Exhibit, Mutant, Probe


def folders(rng):
    """Return names of short clips and of long ones, with gaps, with zeros in front, of one clip and one picture."""

    def draw(clips, width=0):
        names = [f"{clip}/{n:0{width}}.png" for clip, numbers in clips.items() for n in numbers]
        return (rng.permutation(names).tolist(),)

    def some(last, size):
        return rng.choice(last, size=size, replace=False).tolist()

    return [
        Probe(
            draw({"wave": range(4)}),
            "There is one clip of four pictures here, numbered with one digit each. Yours come in "
            "another order, or with other names.",
        ),
        Probe(
            draw({"turn": range(3), "nod": range(2), "wave": range(4)}),
            "These clips have fewer than ten pictures each. The folders come out sorted by name. Yours do not, or "
            "their pictures are not in order.",
        ),
        Probe(draw({"wave": range(12)})),
        Probe(draw({"nod": range(8, 12), "wave": range(98, 102)})),
        Probe(draw({"b": some(2000, 9), "a": some(300, 7), "c": some(40, 5)})),
        Probe(draw({"a": [7], "clip10": [3, 21], "clip9": [100, 20, 3]})),
        Probe(draw({"wave": some(200, 6), "nod": some(200, 5)}, width=3)),
        Probe((["a/0001.png", "a/00010.png", "a/0002.png", "a/00011.png"],)),
        Probe((["z/5.png"],)),
        Probe((["b/10.png", "b/9.png", "a/11.png", "a/9.png", "a/100.png"],)),
        Probe(draw({"x": some(120, 15), "y": some(12, 11)})),
        Probe((["w2/10.png", "w2/007.png", "b/10.png", "b/007.png", "w2/9.png"],)),
    ]


def repair_frame_order(names):
    clips = {}
    for name in names:
        folder, file = name.split("/")
        clips.setdefault(folder, []).append(file)
    ordered = []
    for folder in sorted(clips):
        files = sorted(clips[folder], key=lambda file: int(file.removesuffix(".png")))
        ordered.append([f"{folder}/{file}" for file in files])
    return ordered


def _numbers_first(names):
    by_number = sorted(names, key=lambda name: int(name.split("/")[1].removesuffix(".png")))
    return [by_number]


def _folders_as_they_come(names):
    folders = dict.fromkeys(name.split("/")[0] for name in names)
    clips = {clip[0].split("/")[0]: clip for clip in repair_frame_order(names)}
    return [clips[folder] for folder in folders]


def _zeros_lost(names):
    parts = [[name.removesuffix(".png").split("/") for name in clip] for clip in repair_frame_order(names)]
    return [[f"{folder}/{int(number)}.png" for folder, number in clip] for clip in parts]


_FILES = 'sorted(clips[folder], key=lambda file: int(file.removesuffix(".png")))'


def _by(key):
    return f"sorted(clips[folder], key=lambda file: {key})"


EXERCISE = Exercise(
    name="repair_frame_order",
    signature="repair_frame_order(names)",
    returns={"clips": "list of lists of names"},
    reference=repair_frame_order,
    probes=folders,
    points={"clips": 4},
    read='lesson 20, "What a bag can know"',
    exhibit=Exhibit(
        "by-the-text",
        "jfzhang95/pytorch-video-recognition#30",
        "Clips of up to ten pictures play as they were filmed; in longer ones time jumps ahead and back.",
    ),
    advice={
        "clips": "One list for each folder, the folders letter by letter; in each the names as they came in, by the "
        "number of the picture.",
    },
    hints=(
        'What does sorted(["9.png", "10.png"]) return?',
        "Texts are compared letter by letter, and 1 comes before 9.",
        "Give sorted a key that makes a whole number of the name: int of what stands before .png.",
    ),
    mutants=(
        Mutant(
            "by-the-text",
            "Your pictures are sorted as texts: 10 comes before 9. Clips whose numbers have equally many digits are "
            "right.",
            edits={_FILES: "sorted(clips[folder])"},
        ),
        Mutant(
            "by-the-length",
            "You sort by the length of the names. Among those of one length the order is the one in which they came.",
            edits={_FILES: _by("len(file)")},
        ),
        Mutant(
            "by-the-length-then-the-text",
            "You sort by the length of the names, and those of one length as texts. Zeros may stand in front: 007 is "
            "longer than 10 and comes before it.",
            edits={_FILES: _by("(len(file), file)")},
        ),
        Mutant(
            "digits-of-the-folder",
            "You make one number of all the digits in a name, with those of the folder: w2/007.png becomes 2007, "
            "w2/10.png 210. The number of a picture is what stands between the slash and .png.",
            edits={_FILES: _by("int(''.join(filter(str.isdigit, folder + file)))")},
        ),
        Mutant(
            "two-digits",
            "You fill up with zeros to two digits. That ends at a hundred pictures.",
            edits={_FILES: _by("file.removesuffix('.png').zfill(2)")},
        ),
        Mutant(
            "three-digits",
            "You fill up with zeros to three digits. That ends at a thousand pictures.",
            edits={_FILES: _by("file.removesuffix('.png').zfill(3)")},
        ),
        Mutant(
            "four-digits",
            "You fill up with zeros to four digits. A number may have more, and did in the thread.",
            edits={_FILES: _by("file.removesuffix('.png').zfill(4)")},
        ),
        Mutant(
            "as-they-come",
            "You leave the pictures in the order in which they came. No folder promises one.",
            edits={_FILES: "clips[folder]"},
        ),
        Mutant(
            "backwards",
            "Your clips run backwards.",
            edits={_FILES: f"{_FILES}[::-1]"},
        ),
        Mutant(
            "text-backwards",
            "Your pictures are sorted as texts, and backwards.",
            edits={_FILES: "sorted(clips[folder], reverse=True)"},
        ),
        Mutant(
            "last-digit",
            "You sort by the last digit. The whole number counts.",
            edits={_FILES: _by("int(file.removesuffix('.png')[-1])")},
        ),
        Mutant(
            "first-digit",
            "You sort by the first digit. The whole number counts.",
            edits={_FILES: _by("int(file[0])")},
        ),
        Mutant(
            "turned-names",
            "You compare the names from their ends. A longer number is not decided by its last digit.",
            edits={_FILES: _by("file.removesuffix('.png')[::-1]")},
        ),
        Mutant(
            "all-clips-together",
            "Pictures of different clips stand in one list. Each folder is a clip of its own.",
            fn=_numbers_first,
        ),
        Mutant(
            "folders-as-they-come",
            "Each clip is right, but the clips come in the order in which their first pictures came. They are sorted "
            "by the name of the folder.",
            fn=_folders_as_they_come,
        ),
        Mutant(
            "folders-by-length",
            "The length of a folder's name, or a number in it, decides with you. It is the name, letter by letter: w10 "
            "comes before w2.",
            edits={"in sorted(clips)": "in sorted(clips, key=lambda folder: (len(folder), folder))"},
        ),
        Mutant(
            "without-the-folder",
            "The folder is missing from the names.",
            edits={'[f"{folder}/{file}" for file in files]': "files"},
        ),
        Mutant(
            "zeros-lost",
            "You return numbers without the zeros that stood in front. The file has another name then.",
            fn=_zeros_lost,
        ),
        Mutant(
            "one-joined-list",
            "All clips stand in one list. Each has a list of its own.",
            edits={"ordered.append(": "ordered.extend("},
        ),
        Mutant(
            "last-picture-lost",
            "The last picture of each clip is lost.",
            edits={"for file in files]": "for file in files[:-1]]"},
        ),
        Mutant(
            "first-two-digits",
            "You sort by the first two digits. The whole number counts.",
            edits={_FILES: _by("int(file.removesuffix('.png')[:2])")},
        ),
        Mutant(
            "last-two-digits",
            "You sort by the last two digits. The whole number counts.",
            edits={_FILES: _by("int(file.removesuffix('.png')[-2:])")},
        ),
        Mutant(
            "first-picture-lost",
            "The first picture of each clip is lost.",
            edits={"for file in files]": "for file in files[1:]]"},
        ),
        Mutant(
            "folders-backwards",
            "Each clip is right, but the clips come from the last folder to the first.",
            edits={"in sorted(clips)": "in sorted(clips, reverse=True)"},
        ),
    ),
)
