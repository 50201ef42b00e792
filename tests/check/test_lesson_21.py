"""The references of lesson 21 against scikit-learn, SciPy, autograd, closed forms and cases by hand."""

import copy

import numpy as np
import pytest
import torch
from scipy import stats
from sklearn.cluster import KMeans
from sklearn.linear_model import LinearRegression
from torch import nn
from torch.nn import functional

from lstm_course import check
from lstm_course.check import engine
from lstm_course.drive import inside

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 21}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}


def passes(name, fn):
    """Whether an answer in another form passes, on the seeds of the check and on another."""
    return all(engine.run(RECORDS[name], fn, seeds).passed for seeds in (engine.SEEDS, (3,)))


def probes(name, seed=5):
    return [probe.args for probe in RECORDS[name].probes(np.random.default_rng(seed))]


@pytest.mark.slow
@pytest.mark.parametrize("name", RECORDS)
def test_mistakes_are_named_on_another_seed(name):
    record = RECORDS[name]
    assert engine.run(record, record.reference, (100,)).passed
    for mutant in record.mutants:
        result = engine.run(record, record.build(mutant), (100,))
        assert mutant.message in result.message, (mutant.name, result.message)


class TestStates:
    def test_saturation_by_hand(self):
        gates = np.array([[0.02, 0.95, 0.99, 0.1], [0.05, 0.0, 0.0, 0.0]])[:, :, None]
        mask = np.array([[1, 1, 1, 1], [1, 0, 0, 0]], bool)
        assert REFERENCE["saturation"](gates, mask).tolist() == [[0.4, 0.4]]

    def test_counting_step_by_step_passes(self):
        def counted(gates, mask, low=0.1, high=0.9):
            found = np.zeros((gates.shape[2], 2))
            for n, t in zip(*np.nonzero(mask), strict=True):
                found += np.stack([gates[n, t] < low, gates[n, t] > high], axis=1)
            return found / np.count_nonzero(mask)

        assert passes("saturation", counted)

    def test_the_scan_by_hand(self):
        cells = np.array([[5, 4], [5, 2], [5, 0], [5, 4], [5, 2], [5, 3]], float)
        found = REFERENCE["scan"](cells, np.array([0, 1, 2, 0, 1, 2]), np.arange(3), np.arange(3, 6))
        assert found[0] == 1
        assert np.allclose(found[1:], [1, 0.5])

    def test_correlations_are_those_of_scipy(self):
        for cells, feature, choose, test in probes("scan"):
            unit, r, other = REFERENCE["scan"](cells, feature, choose, test)
            if np.ptp(cells[choose, unit]) and np.ptp(cells[test, unit]):
                a, b = (stats.pearsonr(cells[rows, unit], feature[rows])[0] for rows in (choose, test))
                assert np.allclose([r, other], np.sign(a) * np.array([a, b]))

    def test_the_best_of_many_is_too_good(self):
        rng, found = np.random.default_rng(0), []
        for _ in range(200):
            cells, feature = rng.normal(size=(200, 64)), rng.normal(size=200)
            found.append(REFERENCE["scan"](cells, feature, np.arange(100), np.arange(100, 200))[1:])
        best, new = np.mean(found, axis=0)
        assert best > 0.2
        assert abs(new) < 0.03


class TestProbe:
    def test_the_probe_is_that_of_scikit_learn(self):
        for states, labels, types, control, train, test in probes("linear_probe"):
            rates = []
            for y in (labels, control[types]):
                wanted = np.eye(y.max() + 1)[y[train]]
                found = LinearRegression().fit(states[train], wanted).predict(states[test]).argmax(axis=1)
                rates.append((found == y[test]).mean())
            majority = (labels[test] == stats.mode(labels[train]).mode).mean()
            found = REFERENCE["linear_probe"](states, labels, types, control, train, test)
            assert np.allclose(found, [rates[0], rates[0] - rates[1], majority])

    def test_many_units_and_a_label_of_the_type_have_no_selectivity(self):
        rng, found = np.random.default_rng(1), []
        for _ in range(30):
            types, V = rng.integers(0, 8, 400), 8
            states = rng.normal(size=(V, 60))[types] + 0.1 * rng.normal(size=(400, 60))
            labels, control = rng.permutation(V) % 2, rng.permutation(V) % 2
            rows = np.arange(200), np.arange(200, 400)
            found.append(REFERENCE["linear_probe"](states, labels[types], types, control, *rows)[:2])
        accuracy, selectivity = np.mean(found, axis=0)
        assert accuracy > 0.98
        assert abs(selectivity) < 0.02


def torch_twin(net):
    """Return PyTorch's own LSTM with the weights of a small network, whose gates stand in the same order."""
    twin = nn.LSTM(net.inputs.in_features, net.H, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        twin.weight_ih_l0.copy_(net.inputs.weight)
        twin.weight_hh_l0.copy_(net.hidden.weight)
        twin.bias_ih_l0.copy_(net.inputs.bias)
        twin.bias_hh_l0.zero_()
    return twin


class TestNetwork:
    sizes = (5, 3, 4)

    def texts(self):
        rng = np.random.default_rng(2)
        return (torch.from_numpy(rng.integers(0, 5, (3, 6))) for _ in range(2))

    def test_it_is_pytorchs_lstm(self):
        net, (x, _) = inside.drawn(self.sizes, 0).eval(), self.texts()
        assert torch.allclose(net(x), net.out(torch_twin(net)(net.embedding(x))[0]))

    def test_each_is_a_net_of_its_own_and_draws_nothing(self):
        before = torch.get_rng_state()
        one, other = inside.drawn(self.sizes, 0), inside.drawn(self.sizes, 0)
        assert torch.equal(before, torch.get_rng_state())
        assert torch.equal(one.hidden.weight, other.hidden.weight)
        with torch.no_grad():
            one.hidden.weight.zero_()
        assert other.hidden.weight.abs().min() > 0
        assert inside.drawn(self.sizes, 1).hidden.weight.abs().min() > 0

    def test_an_untrained_net_holds_an_echo_that_a_probe_reads(self):
        net, found = inside.drawn((4, 3, 16), 0).eval(), []
        x = torch.from_numpy(np.random.default_rng(3).integers(0, 4, (1, 1500)))
        with torch.no_grad():
            states = torch_twin(net)(net.embedding(x))[0][0].numpy()
        for lag in (1, 2):
            labels = np.roll(x[0].numpy(), lag)
            rows = np.arange(10, 700), np.arange(800, 1500)
            args = states, labels, x[0].numpy(), np.array([0, 1, 2, 3]), *rows
            accuracy, _, majority = REFERENCE["linear_probe"](*args)
            found.append(accuracy - majority)
        assert min(found) > 0.1

    def test_a_cell_that_nobody_reads_changes_nothing(self):
        net, (x, y) = inside.drawn(self.sizes, 0), self.texts()
        with torch.no_grad():
            net.hidden.weight[:, 1] = 0
            net.out[1].weight[:, 1] = 0
        assert abs(REFERENCE["ablate"](net, 1, x, y, 2.0)) < 1e-12
        assert abs(REFERENCE["ablate"](net, 2, x, y, 2.0)) > 1e-3

    def test_held_at_zero_is_a_net_without_the_unit(self):
        """Without peepholes c is read through h alone, so that h held at 0 and weights cut give the same."""
        net, (x, y) = inside.drawn(self.sizes, 0).eval(), self.texts()
        found = REFERENCE["ablate"](net, 2, x, y, 0.0)
        before = functional.cross_entropy(net(x).transpose(1, 2), y).item()
        with torch.no_grad():
            net.hidden.weight[:, 2] = 0
            net.out[1].weight[:, 2] = 0
        after = functional.cross_entropy(net(x).transpose(1, 2), y).item()
        assert abs(found - (after - before)) < 1e-12

    def test_connectivity_is_the_jacobian(self):
        net, (x, _) = inside.drawn(self.sizes, 3).eval(), self.texts()
        e = net.embedding(x[:1]).detach()
        jacobian = torch.autograd.functional.jacobian(lambda e: net.read(e)[0, 3], e)[2, 0]  # (T, E)
        assert torch.allclose(REFERENCE["connectivity"](net, x[0], 3, 2), jacobian.norm(dim=1)[:4])
        assert jacobian[4:].abs().max() == 0

    @pytest.mark.slow
    def test_backward_passes_on_a_copy_and_not_where_it_clears_the_gradients_of_the_caller(self):
        def cleaned(net, x, t, k):
            e = net.embedding(x[None])
            e.retain_grad()
            net.read(e)[0, t, k].backward()
            net.zero_grad()
            return e.grad[0, : t + 1].norm(dim=1)

        assert passes("connectivity", lambda net, x, t, k: cleaned(copy.deepcopy(net), x, t, k))
        assert not passes("connectivity", cleaned)

    def test_a_list_is_refused_in_words(self):
        result = check.run("connectivity", lambda *args: REFERENCE["connectivity"](*args).tolist())
        assert "returns a list, expected one tensor" in result.message


class TestPaths:
    def test_by_hand(self):
        x, base = torch.tensor([2.0, 3.0]), torch.zeros(2)
        assert REFERENCE["integrated_gradients"](torch.prod, x, base, 1).tolist() == [3, 3]

    @pytest.mark.slow
    @pytest.mark.parametrize("kind", inside.FUNCTIONS)
    def test_the_shares_add_up_to_the_gain(self, kind):
        rng, f = np.random.default_rng(4), inside.FUNCTIONS[kind]
        x, base = torch.from_numpy(rng.uniform(0, 2, 4)), torch.from_numpy(rng.uniform(-1, 0, 4))
        shares = REFERENCE["integrated_gradients"](f, x, base, 2000)
        assert abs(shares.sum() - (f(x) - f(base))) < 1e-3

    def test_places_of_single_precision_pass(self):
        def batched(f, x, base, steps):
            places = (torch.arange(steps) + 0.5) / steps
            points = [base + place * (x - base) for place in places]
            return (x - base) * torch.stack(
                [torch.autograd.functional.jacobian(f, point) for point in points]
            ).mean(dim=0)

        assert passes("integrated_gradients", batched)


class TestMachine:
    def test_by_hand(self):
        states, centres = np.array([[[9.0], [2.0], [1.0], [8.0]]]), np.array([[0.0], [10.0]])
        table, start = REFERENCE["extract_automaton"](
            states, np.array([[1, 0, 1]]), np.array([3]), centres, 2
        )
        assert table.tolist() == [[0, 1], [-1, 0]]
        assert start == 1

    def test_parity_is_found_and_holds_on_strings_of_length_200(self):
        rng = np.random.default_rng(6)
        bits = rng.integers(0, 2, (30, 10))
        parity = np.cumsum(np.pad(bits, ((0, 0), (1, 0))), axis=1) % 2
        states = np.stack([2.0 * parity - 1, 1 - 2.0 * parity], axis=2) + 0.3 * rng.normal(size=(30, 11, 2))
        centres = KMeans(2, n_init=3, random_state=0).fit(states.reshape(-1, 2)).cluster_centers_
        table, at = REFERENCE["extract_automaton"](states, bits, np.full(30, 10), centres, 2)
        assert sorted(table.reshape(-1).tolist()) == [0, 0, 1, 1]
        start = at
        for word in rng.integers(0, 2, (5, 200)):
            at = start
            for bit in word:
                at = table[at, bit]
            assert (at != start) == word.sum() % 2


def test_the_quiz_by_hand():
    answers = RECORDS["looking_inside_quiz"].reference()
    assert answers["shut"] == 100 * np.mean(np.array([0.02, 0.3, 0.95, 0.6]) < 0.1)
    x = torch.tensor([2.0, 5.0], requires_grad=True)
    (gradient,) = torch.autograd.grad(x.prod(), x)
    assert answers["gradient times input"] == (gradient * x).sum()
    shares = REFERENCE["integrated_gradients"](torch.prod, x.detach(), torch.zeros(2), 4)
    assert abs(answers["integrated"] - shares[0]) < 1e-6
