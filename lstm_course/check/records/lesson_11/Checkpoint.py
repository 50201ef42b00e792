"""Exercise: cut a training run at any step, and go on as if nothing had happened."""

import copy

import torch

from ....drive import training
from ...exercise import Exercise, Mutant, Probe


def cut_probes(rng):
    """Return runs that are cut early and late, before and after the schedule changed the rate."""
    x, y = rng.normal(size=(5, 2, 1)), rng.normal(size=(5, 2, 1))
    return [
        Probe((x, y, at, total, evaluating, int(rng.integers(2**31))))
        for at, total, evaluating in ((3, 5, False), (0, 2, True))
    ]


class Checkpoint:
    def __init__(self, net, optimiser, scheduler, generator):
        self.net, self.optimiser, self.scheduler, self.generator = net, optimiser, scheduler, generator

    def save(self, place):
        saved = {
            "net": self.net.state_dict(),
            "training": self.net.training,
            "optimiser": self.optimiser.state_dict(),
            "scheduler": self.scheduler.state_dict(),
            "generator": self.generator.get_state(),
            "global": torch.get_rng_state(),
            "place": place,
        }
        return copy.deepcopy(saved)  # a state_dict holds the very tensors that training changes

    def resume(self, saved):
        self.net.load_state_dict(saved["net"])
        self.net.train(saved["training"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.scheduler.load_state_dict(saved["scheduler"])
        self.generator.set_state(saved["generator"])
        torch.set_rng_state(saved["global"])
        return saved["place"]


class _AnotherNetwork(Checkpoint):
    def resume(self, saved):
        self.net = copy.deepcopy(self.net)
        return super().resume(saved)


EXERCISE = Exercise(
    name="Checkpoint",
    signature="Checkpoint(net, optimiser, scheduler, generator)",
    returns={
        "place": "a whole number, where the run goes on",
        "rate": "the learning rate at the end",
        "weights": "(2, P), of the resumed run and of the saved one, at the end",
    },
    reference=Checkpoint,
    drive=training.cut,
    probes=cut_probes,
    points={"place": 1, "rate": 1, "weights": 4},
    read='lesson 11, "State between batches"',
    pairs=False,
    advice={
        "weights": "Something that the next steps depend on is not what it was, or saving changes the run itself: go "
        "through everything that changes during training.",
        "rate": "The schedule knows how many steps it has seen.",
        "place": "resume returns the place that was given to save.",
    },
    hints=(
        "What changes in a step of training? Weights, Adam's two moments and its count, the rate, two random "
        "generators.",
        "state_dict and load_state_dict for three of them, get_state and set_state for the generator, and dropout "
        "draws from the global one: torch.get_rng_state.",
        "A state_dict holds the very tensors that training changes: copy.deepcopy. And was the network in training "
        "mode?",
    ),
    mutants=(
        Mutant(
            "always-evaluating",
            "resume puts the network into evaluation mode in any case. It may have been training when it was saved.",
            hint="M36",
            edits={'self.net.train(saved["training"])': "self.net.eval()"},
        ),
        Mutant(
            "seed-for-state",
            "You save the generator's seed and start from it again. The run had drawn many numbers since: save its "
            "state.",
            edits={
                "self.generator.get_state()": "self.generator.initial_seed()",
                'self.generator.set_state(saved["generator"])': 'self.generator.manual_seed(saved["generator"])',
            },
        ),
        Mutant(
            "global-seeded-anew",
            "You seed PyTorch's global random numbers anew. They go on from where they were: save their state, and "
            "set it back.",
            edits={'torch.set_rng_state(saved["global"])': "torch.manual_seed(0)"},
        ),
        Mutant(
            "rate-of-the-optimiser-only",
            "You take up the optimiser's rate and nothing else. Adam's moments and its count of steps are lost.",
            edits={
                'self.optimiser.load_state_dict(saved["optimiser"])': (
                    'self.optimiser.param_groups[0]["lr"] = saved["optimiser"]["param_groups"][0]["lr"]'
                )
            },
        ),
        Mutant(
            "saving-ends-the-training",
            "Your save leaves the network in evaluation mode, so the run that was saved goes on without dropout. "
            "Saving changes nothing.",
            hint="M36",
            edits={"        saved = {": "        self.net.eval()\n        saved = {"},
        ),
        Mutant(
            "optimiser-lost",
            "The state of the optimiser is not taken up. Adam then starts from moments of zero, and counts its steps "
            "from 0 for the bias correction.",
            edits={'        self.optimiser.load_state_dict(saved["optimiser"])\n': ""},
        ),
        Mutant(
            "schedule-restarts",
            "The schedule is not set back: it counts its steps from elsewhere, so that the rate falls at the wrong "
            "step.",
            edits={'        self.scheduler.load_state_dict(saved["scheduler"])\n': ""},
        ),
        Mutant(
            "generator-lost",
            "The generator that draws the batches is not set back, so that the run goes on with other batches.",
            edits={'        self.generator.set_state(saved["generator"])\n': ""},
        ),
        Mutant(
            "global-lost",
            "PyTorch's global random numbers are not set back: dropout draws from them, and drops other units.",
            edits={'        torch.set_rng_state(saved["global"])\n': ""},
        ),
        Mutant(
            "both-generators-lost",
            "No random numbers are set back, neither those that draw the batches nor those that dropout draws from.",
            edits={
                '        self.generator.set_state(saved["generator"])\n'
                '        torch.set_rng_state(saved["global"])\n': ""
            },
        ),
        Mutant(
            "place-lost",
            "The run starts again from step 0: resume must return the place that save was given.",
            edits={'return saved["place"]': "return 0"},
        ),
        Mutant(
            "evaluation-mode",
            "The mode does not come back as it was saved: dropout is then off in a run that was training, or on in "
            "one that was evaluating.",
            hint="M36",
            edits={'        self.net.train(saved["training"])\n': ""},
        ),
        Mutant(
            "references",
            "What you saved is what training goes on changing: the tensors in a state_dict are the network's own. Copy "
            "them when you save.",
            edits={"copy.deepcopy(saved)": "saved"},
            same_as=("shallow",),
        ),
        Mutant(
            "shallow",
            "You copy the dictionary and not the tensors in it. Training goes on changing them: copy.deepcopy.",
            edits={"copy.deepcopy(saved)": "dict(saved)"},
            same_as=("references",),
        ),
        Mutant(
            "weights-shared",
            "The weights that you saved are the network's own tensors, and training goes on changing them: copy "
            "them, too.",
            edits={"return copy.deepcopy(saved)": 'return {**copy.deepcopy(saved), "net": saved["net"]}'},
        ),
        Mutant(
            "optimiser-shared",
            "The moments that you saved are the optimiser's own tensors, and training goes on changing them: copy "
            "them, too.",
            edits={
                "return copy.deepcopy(saved)": 'return {**copy.deepcopy(saved), "optimiser": saved["optimiser"]}'
            },
        ),
        Mutant(
            "always-training",
            "resume puts the network into training mode in any case. It was in evaluation mode when it was saved.",
            edits={'self.net.train(saved["training"])': "self.net.train()"},
        ),
        Mutant(
            "weights-only",
            "Only the weights are taken up. The next steps depend on the optimiser, the schedule and the random "
            "numbers as well.",
            edits={
                '        self.optimiser.load_state_dict(saved["optimiser"])\n'
                '        self.scheduler.load_state_dict(saved["scheduler"])\n'
                '        self.generator.set_state(saved["generator"])\n'
                '        torch.set_rng_state(saved["global"])\n': ""
            },
        ),
        Mutant(
            "weights-lost",
            "The weights are not taken up: the run goes on with those of a fresh network.",
            edits={'        self.net.load_state_dict(saved["net"])\n': ""},
        ),
        Mutant(
            "another-network",
            "resume puts another network into an attribute of its own. The optimiser and the caller still hold the "
            "one that this Checkpoint was made with: load the weights into that one, with load_state_dict.",
            fn=_AnotherNetwork,
        ),
    ),
)
