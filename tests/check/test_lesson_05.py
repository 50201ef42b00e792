"""The references of lesson 05's exercises against PyTorch's automatic derivatives and optimiser."""

import numpy as np
import pytest
import torch

from lstm_course import check
from lstm_course.check import engine, given
from lstm_course.check.records.lesson_05._shared import random_sequence
from lstm_course.check.records.lesson_05.lstm_step_backward import step_arguments

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 5}


def torch_cell(x, h, c, W_x, W_h, b):
    """Return h and c after one step, from torch's own functions."""
    a_i, a_f, a_g, a_o = (x @ W_x + h @ W_h + b).chunk(4, dim=1)
    c = torch.sigmoid(a_f) * c + torch.sigmoid(a_i) * torch.tanh(a_g)
    return torch.sigmoid(a_o) * torch.tanh(c), c


def leaves(*arrays):
    """Return copies of arrays as tensors that collect gradients."""
    return [torch.tensor(array, requires_grad=True) for array in arrays]


def assert_equal(found, wanted):
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other.numpy(), rtol=0, atol=1e-11)


@pytest.mark.slow
@pytest.mark.parametrize(("N", "D", "H"), [(3, 4, 4), (2, 5, 3)])
def test_one_step_backward_is_the_derivative(N, D, H):
    rng = np.random.default_rng(N)
    arguments = step_arguments(rng, N, D, H)
    dh, dc, x, h_prev, c_prev, W_x, W_h = arguments[:7]
    sums = [np.log(gate / (1 - gate)) for gate in (arguments[7], arguments[8], arguments[10])]
    a = np.concatenate([*sums[:2], np.arctanh(arguments[9]), sums[2]], axis=1)
    b = (a - x @ W_x - h_prev @ W_h)[0]  # the bias is not among the arguments
    tensors = leaves(x, h_prev, c_prev, W_x, W_h, b)
    h, c = torch_cell(*tensors)
    wanted = torch.autograd.grad((h, c), tensors, (torch.from_numpy(dh), torch.from_numpy(dc)))
    assert_equal(RECORDS["lstm_step_backward"].reference(*arguments), wanted)


@pytest.mark.parametrize(("N", "T", "D", "H"), [(3, 5, 4, 4), (2, 7, 3, 2)])
def test_the_whole_sequence_backward_is_the_derivative(N, T, D, H):
    dy, *rest = random_sequence(np.random.default_rng(T), N, T, D, H)
    tensors = leaves(*rest)
    x, h, c, *weights = tensors
    loss = 0
    for t in range(T):
        h, c = torch_cell(x[:, t], h, c, *weights)
        loss = loss + (h * torch.from_numpy(dy[:, t])).sum()
    assert_equal(RECORDS["lstm_backward"].reference(dy, *rest), torch.autograd.grad(loss, tensors))


@pytest.mark.parametrize("k", [1, 2, 3, 6, 7])
def test_truncation_is_what_detach_does(k):
    dy, x, h0, c0, *weights = random_sequence(np.random.default_rng(k), N=2, T=6, D=3, H=4)
    tensors = leaves(*weights)
    h, c, loss = torch.from_numpy(h0), torch.from_numpy(c0), 0
    for t in range(6):
        if t % k == 0:
            h, c = h.detach(), c.detach()
        h, c = torch_cell(torch.from_numpy(x[:, t]), h, c, *tensors)
        loss = loss + (h * torch.from_numpy(dy[:, t])).sum()
    found = RECORDS["tbptt"].reference(x, dy, h0, c0, *weights, k)
    assert_equal(found, torch.autograd.grad(loss, tensors))
    full = RECORDS["lstm_backward"].reference(dy, x, h0, c0, *weights)[3:]
    agree = [np.allclose(one, other, rtol=0, atol=1e-11) for one, other in zip(found, full, strict=True)]
    assert agree == [k >= 6] * 3


@pytest.mark.slow
def test_adam_is_the_optimiser_of_torch():
    rng = np.random.default_rng(4)
    param = rng.normal(size=(2, 3))
    theirs = torch.tensor(param, requires_grad=True)
    optimiser = torch.optim.Adam([theirs], lr=0.03)
    m = v = np.zeros((2, 3))
    for t in range(1, 8):
        grad = rng.normal(size=(2, 3)) * 10.0 ** rng.integers(-9, 3, size=(2, 3))
        theirs.grad = torch.from_numpy(grad)
        optimiser.step()
        param, m, v = RECORDS["adam_step"].reference(param, grad, m, v, t, 0.03)
        np.testing.assert_allclose(param, theirs.detach().numpy(), rtol=0, atol=1e-12)


@pytest.mark.parametrize("shape", [(3,), (2, 4)])
def test_gradients_of_the_given_functions(shape):
    x = np.random.default_rng(5).normal(size=shape)
    (tensor,) = leaves(x)
    for value, found, loss in (
        (given.cubic, given.cubic_gradient, (tensor**3).sum() + tensor.sum() ** 2),
        (given.waves, given.waves_gradient, torch.sin(tensor.sum()) + torch.cos(2 * tensor).sum()),
    ):
        assert value(x) == pytest.approx(loss.item(), abs=1e-12)
        assert_equal([found(x)], torch.autograd.grad(loss, [tensor]))


def test_gradient_of_the_given_step():
    W_h = np.random.default_rng(6).normal(size=(1, 4))
    arguments = [torch.from_numpy(array) for array in given._step_arguments(W_h)]
    (arguments[4],) = leaves(W_h)
    h, c = torch_cell(*arguments)
    loss = h.sum() + c.sum()
    assert given.step_loss(W_h) == pytest.approx(loss.item(), abs=1e-12)
    assert_equal([given.step_loss_gradient(W_h)], torch.autograd.grad(loss, [arguments[4]]))


def test_the_gradient_check_accepts_right_and_rejects_planted():
    reference = RECORDS["grad_check"].reference
    x = np.random.default_rng(7).normal(size=(3, 2))
    kept = x.copy()
    gradient = given.waves_gradient(x)
    assert reference(given.waves, x, gradient, 1e-5) < 1e-8
    for index in np.ndindex(x.shape):
        wrong = gradient.copy()
        wrong[index] += 0.01
        assert reference(given.waves, x, wrong, 1e-5) > 1e-3
    np.testing.assert_array_equal(x, kept)


def test_every_probe_has_random_states_and_biases():
    for name in ("lstm_step_backward", "lstm_backward", "tbptt"):
        for probe in engine.make_probes(RECORDS[name], (3,)):
            if probe.isolates is None:
                assert all(np.all(array) for array in probe.args if isinstance(array, np.ndarray))
