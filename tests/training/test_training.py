"""The training loop against a loop written out, and runs that are cut against runs in one piece."""

import copy
import importlib
import io
import math
import sys

import numpy as np
import pytest
import torch
from torch import nn

from lstm_course import _torch
from lstm_course.training import (
    EarlyStopping,
    History,
    Shuffled,
    Stream,
    evaluate,
    fit,
    resume,
    save,
    seeded,
    snapshot,
)
from lstm_course.training import bar as bars


class Net(nn.Module):
    """A small network with dropout, with and without a state."""

    def __init__(self, D=2, V=3):
        super().__init__()
        self.lstm, self.drop, self.out = nn.LSTM(D, 4, batch_first=True), nn.Dropout(0.3), nn.Linear(4, V)

    def forward(self, x, state=None):
        y, state = self.lstm(x, state)
        return self.out(self.drop(y)), state


class Reader(Net):
    """The same, for symbols."""

    def forward(self, ids, state=None):
        return super().forward(nn.functional.one_hot(ids, 5).float(), state)


def squared(net, x, y):
    return nn.functional.mse_loss(net(x)[0], y)


def next_symbol(net, x, y, state):
    logits, state = net(x, state)
    return nn.functional.cross_entropy(logits.transpose(1, 2), y), state


def items(count=7, seed=0):
    rng = np.random.default_rng(seed)
    return [torch.tensor(rng.normal(size=(count, 5, D)), dtype=torch.float32) for D in (2, 3)]


def parts(kind):
    """Return a fresh network, batches, loss and arguments of a run, always the same."""
    if kind == "items":
        net, (x, y) = Net(), items()
        batches, loss = Shuffled(x, y, size=3, generator=torch.Generator().manual_seed(4)), squared
        more = {"validate": lambda net: evaluate(net, [items(3, 1)], squared)}
    else:
        net = Reader(5, 5)
        ids = torch.from_numpy(np.random.default_rng(2).integers(5, size=47))
        batches, loss, more = Stream(ids, rows=3, length=4), next_symbol, {"carry": True}
    optimiser = torch.optim.Adam(net.parameters(), lr=0.03)
    scheduler = torch.optim.lr_scheduler.StepLR(optimiser, step_size=4, gamma=0.5)
    stopping = EarlyStopping(9) if kind == "items" else None
    return net, batches, loss, optimiser, {"scheduler": scheduler, "stopping": stopping, "epochs": 4, **more}


def run(kind, seed=3, **more):
    with seeded(seed):
        net, batches, loss, optimiser, options = parts(kind)
        history = fit(net, batches, loss, optimiser, progress=False, **options, **more)
    return net, optimiser, history


def same_weights(one, other):
    return all(
        torch.equal(a, b) for a, b in zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    )


def test_fit_is_the_loop_written_out():
    """Bit by bit, with clipping, a schedule, dropout and a shuffled order; the history is what the loop saw."""
    net, _, history = run("items", max_norm=0.05)
    with seeded(3):
        other, _, loss_fn, optimiser, options = parts("items")
        x, y = items()
        generator = torch.Generator().manual_seed(4)
        losses, norms, epochs, validation = [], [], [], []
        for _ in range(4):
            order, epoch = torch.randperm(7, generator=generator), []
            for rows in order.split(3):
                other.train()
                optimiser.zero_grad()
                loss = loss_fn(other, x[rows], y[rows])
                loss.backward()
                norms.append(math.sqrt(sum(float((p.grad**2).sum()) for p in other.parameters())))
                for p in other.parameters():
                    p.grad *= min(1.0, 0.05 / (norms[-1] + 1e-6))
                optimiser.step()
                options["scheduler"].step()
                losses.append(loss.item())
                epoch += [loss.item()] * len(rows)
            epochs.append(np.mean(epoch))
            other.eval()
            validation.append(loss_fn(other, *items(3, 1)).item())
    assert same_weights(net, other) or all(
        torch.allclose(a, b, atol=1e-6) for a, b in zip(net.parameters(), other.parameters(), strict=True)
    )
    np.testing.assert_allclose(history.loss, losses, rtol=1e-5)
    np.testing.assert_allclose(history.gradient_norm, norms, rtol=1e-4)
    np.testing.assert_allclose(history.train, epochs, rtol=1e-5)
    np.testing.assert_allclose(history.validation, validation, rtol=1e-5)
    assert history.items == [3, 3, 1] * 4
    assert len(history.seconds) == 4
    assert all(s > 0 for s in history.seconds)
    assert max(norms) > 0.05  # else nothing was clipped


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["items", "stream"])
def test_a_run_cut_at_any_step_equals_the_run_in_one_piece(kind, tmp_path):
    whole, optimiser, history = run(kind)
    assert len(history.loss) == (12 if kind == "items" else 16)
    for cut in range(1, len(history.loss) + 1):
        path = tmp_path / f"{cut}.pt"
        _, _, first = run(kind, checkpoint=path, max_steps=cut)
        assert len(first.loss) == cut
        net, other, again = run(kind, seed=99, checkpoint=path)  # fresh objects, another seed
        assert same_weights(net, whole), cut
        for name in ("loss", "gradient_norm", "items", "train", "validation"):
            assert getattr(again, name) == getattr(history, name), (cut, name)
        moments, wanted = other.state_dict()["state"], optimiser.state_dict()["state"]
        assert all(torch.equal(moments[k][name], wanted[k][name]) for k in wanted for name in wanted[k])
        assert net.training
    _, _, done = run(kind, seed=7, checkpoint=path)  # nothing is left to do
    assert done.loss == history.loss


@pytest.mark.parametrize("cut", range(1, 7))
def test_batches_that_stand_in_an_epoch_go_on_without_a_checkpoint(cut):
    """The mean of an epoch is over the steps of this call, wherever in it the call before has stopped."""
    with seeded(1):
        net, batches, loss_fn, optimiser, options = parts("items")
        options["progress"] = False
        first = fit(net, batches, loss_fn, optimiser, max_steps=cut, **options)
        again = fit(net, batches, loss_fn, optimiser, **options)
    assert first.items + again.items == [3, 3, 1] * 4
    wanted = []
    for epoch in range((cut - 1) // 3, 4):
        steps = [k - cut for k in range(3 * epoch, 3 * epoch + 3) if k >= cut]
        losses = [loss for k in steps for loss in [again.loss[k]] * again.items[k]]
        wanted.append(np.mean(losses) if losses else np.nan)
    np.testing.assert_allclose(again.train, wanted, rtol=1e-6)
    assert len(again.validation) == len(wanted)


def test_a_state_is_carried_in_values_and_begins_anew_with_each_pass():
    seen = []

    def loss_fn(net, x, y, state):
        seen.append(state)
        return next_symbol(net, x, y, state)

    with seeded(1):
        net, batches, _, optimiser, _ = parts("stream")
        fit(net, batches, loss_fn, optimiser, epochs=2, carry=True, progress=False)
    assert [state is None for state in seen] == [True, False, False, False] * 2
    assert not any(part.requires_grad for state in seen if state for part in state)


def test_early_stopping_ends_the_run_and_keeps_the_best_weights():
    losses = iter([3.0, 1.0, 2.0, 1.0, 0.5])
    weights = []

    def validate(net):
        weights.append(copy.deepcopy(net.state_dict()))
        assert not net.training
        return next(losses)

    with seeded(0):
        net, batches, loss, optimiser, _ = parts("items")
        stopping = EarlyStopping(2)
        history = fit(
            net, batches, loss, optimiser, epochs=9, validate=validate, stopping=stopping, progress=False
        )
    assert history.validation == [3.0, 1.0, 2.0, 1.0]
    assert stopping.lowest == 1.0
    assert all(torch.equal(stopping.best[k], weights[1][k]) for k in weights[1])


def test_stopping_with_ties_nan_and_a_margin():
    """Against the definition by brute force: the last epoch that beats all before it by more than the margin."""
    rng = np.random.default_rng(0)
    for patience in (1, 2, 3):
        for min_delta in (0.0, 0.25):
            values = rng.integers(0, 8, size=20) / 4
            values[rng.integers(20, size=3)] = np.nan
            one, gains, lowest = EarlyStopping(patience, min_delta), [], np.inf
            for epoch, value in enumerate(values):
                if value < lowest - min_delta:
                    lowest = value
                    gains.append(epoch)
                last = gains[-1] if gains else -1
                assert one.update(value, {"epoch": epoch}) == (epoch - last >= patience)
                assert one.best == ({"epoch": last} if gains else None)


def test_evaluation_weighs_items_leaves_the_mode_and_draws_nothing():
    with seeded(0) as generator:
        net, (x, y) = Net(), items(5)
        before = torch.get_rng_state()
        batches = [(x[:4], y[:4]), (x[4:], y[4:])]
        assert evaluate(net, batches, squared) == pytest.approx(evaluate(net.eval(), [(x, y)], squared))
        assert not net.training
        net.train()
        assert evaluate(net, batches, squared) == evaluate(net, batches, squared)
        assert net.training
        assert torch.equal(torch.get_rng_state(), before)
        assert generator.initial_seed() == 0
    with pytest.raises(ValueError, match="at least one item, got none"):
        evaluate(net, [], squared)


def test_seeded_leaves_the_global_random_numbers_alone():
    before = torch.get_rng_state()
    with seeded(5):
        first = torch.rand(2)
    with seeded(5):
        assert torch.equal(torch.rand(2), first)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("count", [1, 2, 7])
@pytest.mark.parametrize("size", [1, 3, 9])
def test_every_item_once_an_epoch_and_another_order_each(count, size):
    x = torch.arange(count)
    batches = Shuffled(x, 10 * x, size=size, generator=torch.Generator().manual_seed(0))
    orders = []
    for epoch in range(3):
        assert batches.epoch == epoch
        found = list(batches)
        assert len(found) == len(batches) == math.ceil(count / size)
        assert all(torch.equal(10 * a, b) for a, b in found)
        orders.append(torch.cat([a for a, _ in found]).tolist())
        assert sorted(orders[-1]) == list(range(count))
    assert count < 7 or len(set(map(tuple, orders))) > 1


def test_a_stream_reads_each_row_on_and_its_targets_are_the_next_symbols():
    ids = torch.arange(29)
    stream = Stream(ids, rows=3, length=4)
    x, y = (torch.cat(one, 1) for one in zip(*stream, strict=True))
    assert x.tolist() == [list(range(9 * k, 9 * k + 9)) for k in range(3)]
    assert torch.equal(y, x + 1)
    assert [piece.shape for piece, _ in stream] == [(3, 4), (3, 4), (3, 1)]
    assert stream.epoch == 2
    assert [p.tolist() for p, _ in Stream(torch.arange(2), 1, 1)] == [[[0]]]


def test_a_checkpoint_shares_nothing_and_refuses_other_parts(tmp_path):
    with seeded(0) as generator:
        net = Net().eval()
        kept = snapshot(net=net, generator=generator, nothing=None)
        value = kept["parts"]["net"]["state"]["out.bias"].clone()
        with torch.no_grad():
            net.out.bias += 1
        assert torch.equal(kept["parts"]["net"]["state"]["out.bias"], value)
        path = tmp_path / "new" / "run.pt"
        save(path, net=net, generator=generator)
        drawn, random = torch.rand(2, generator=generator), torch.rand(2)
        net.train()
        resume(path, net=net, generator=generator)
        assert torch.equal(torch.rand(2, generator=generator), drawn)
        assert torch.equal(torch.rand(2), random)
        assert not net.training
        with pytest.raises(ValueError, match="saved holds the parts generator, net, got net"):
            resume(path, net=net)
        assert sorted(p.name for p in path.parent.iterdir()) == ["run.pt"]


def test_bad_arguments_are_named():
    x = torch.zeros(3, 1)
    generator = torch.Generator()
    for make, sentence in (
        (lambda: Shuffled(x, x[:2], size=1, generator=generator), r"equally long, got lengths \[3, 2\]"),
        (lambda: Shuffled(x[:0], size=1, generator=generator), r"at least one item each, got lengths \[0\]"),
        (
            lambda: Shuffled(x, size=0, generator=generator),
            "size must be a whole number of at least 1, got 0",
        ),
        (lambda: Stream(torch.arange(3), 3, 1), "at least 4 symbols for 3 rows, got 3"),
        (lambda: Stream(torch.arange(9), 0, 1), "rows must be a whole number of at least 1, got 0"),
        (lambda: Stream([[1, 2, 3]], 1, 1), r"ids must have shape \(K,\), got \(1, 3\)"),
        (lambda: EarlyStopping(0), "patience must be a whole number of at least 1, got 0"),
        (lambda: EarlyStopping(1, float("nan")), "min_delta must be at least 0, got nan"),
        (lambda: EarlyStopping(1, -1), "min_delta must be at least 0, got -1"),
    ):
        with pytest.raises(ValueError, match=sentence):
            make()
    net, batches, loss, optimiser, _ = parts("items")
    for batched, more, sentence in (
        (batches, {"stopping": EarlyStopping(1)}, "stopping needs validate"),
        (batches, {"epochs": 1.5}, "epochs must be a whole number of at least 1, got 1.5"),
        (batches, {"max_steps": 0}, "max_steps must be a whole number of at least 1, got 0"),
        (batches, {"save_every": 0}, "save_every must be a whole number of at least 1, got 0"),
        (batches, {"max_norm": -1.0}, "max_norm must be a number above 0 or None, got -1.0"),
        ([items()], {}, "batches must be Shuffled or Stream, which know their epoch, got list"),
    ):
        with pytest.raises(ValueError, match=sentence):
            fit(net, batched, loss, optimiser, progress=False, **({"epochs": 1} | more))


def test_a_second_training_with_what_the_first_has_used_up_is_refused():
    """It would train nothing and return an empty history; more epochs go on."""
    net, batches, loss, optimiser, more = parts("items")
    more["epochs"], more["stopping"].patience = 5, 1
    more["validate"] = lambda net: float("inf")  # never a gain
    fit(net, batches, loss, optimiser, progress=False, **more)
    assert batches.epoch == 1
    with pytest.raises(ValueError, match="stopping has waited 1 epochs already"):
        fit(net, batches, loss, optimiser, progress=False, **more)
    with pytest.raises(ValueError, match="batches have made 1 epochs already, and epochs=1 counts them, too"):
        fit(net, batches, loss, optimiser, epochs=1, progress=False)
    assert len(fit(net, batches, loss, optimiser, epochs=2, progress=False).train) == 1


@pytest.mark.parametrize("kind", ["items", "ids"])
def test_evaluating_on_the_batches_of_a_training_moves_nothing(kind):
    net, batches, loss, optimiser, _ = parts(kind)
    carry = kind == "ids"
    measure = (lambda net, x, y: loss(net, x, y, None)[0]) if carry else loss
    first = evaluate(net, batches, measure)
    assert first == evaluate(net, list(batches), measure)
    seen = []
    for batch in batches:
        seen.append(batch)
        assert evaluate(net, batches, measure) > 0
    assert len(seen) == len(batches)
    before = batches.epoch
    history = fit(
        net,
        batches,
        loss,
        optimiser,
        epochs=before + 2,
        carry=carry,
        validate=lambda net: evaluate(net, batches, measure),
        progress=False,
    )
    assert (len(history.loss), len(history.validation)) == (2 * len(batches), 2)


def test_evaluation_gives_each_part_its_own_mode_back():
    net, (x, y) = Net(), items()
    net.drop.eval()  # frozen by its owner
    evaluate(net, [(x, y)], squared)
    assert [net.training, net.lstm.training, net.drop.training] == [True, True, False]


@pytest.mark.parametrize(("spoiled", "word"), [(float("nan"), "NaN"), (float("inf"), "infinite")])
def test_a_loss_that_is_no_number_ends_the_run_before_it_spoils_the_weights(spoiled, word):
    net, batches, _, optimiser, _ = parts("items")
    before = copy.deepcopy(net.state_dict())
    with pytest.raises(ValueError, match=f"the loss of step 0 is {word}"):
        fit(
            net,
            batches,
            lambda net, x, y: squared(net, x, y) * spoiled,
            optimiser,
            epochs=1,
            progress=False,
        )
    assert all(torch.equal(net.state_dict()[k], before[k]) for k in before)


def test_history_comes_back():
    history = History(loss=[1.0], train=[2.0])
    other = History()
    other.load_state_dict(history.state_dict())
    assert other == history
    history.loss.append(0.0)
    assert other.loss == [1.0]


def test_the_bar_shows_itself_in_a_terminal_only_and_leaves_nothing(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.delenv("LSTM_COURSE_BAR", raising=False)
    for stream, wanted, shown in (
        (Terminal(), True, True),
        (Terminal(), False, False),
        (io.StringIO(), True, False),
    ):
        monkeypatch.setattr(sys, "stderr", stream)
        with bars.bar(3, 1, wanted) as show:
            show(2, 0.5)
            show(3, 0.25)
        assert ("3" in stream.getvalue()) == shown
        if shown:
            assert stream.getvalue().rsplit("\r", 2)[1].strip() == ""  # wiped
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("LSTM_COURSE_BAR", "off")
    with bars.bar(3) as show:
        show(1, 1.0)
    assert sys.stderr.getvalue() == ""


def test_denormal_numbers_are_set_to_zero():
    importlib.reload(_torch)  # each test begins with PyTorch's own setting
    tiny = torch.full((1,), 1e-39)
    assert (tiny * 0.5).item() == 0.0
