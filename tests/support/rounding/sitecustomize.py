"""Every kernel that starts with this folder on its path rounds otherwise: `make rounding`.

After the first step of each optimiser all its weights in float32 are changed by about two parts in ten million, as
another processor's arithmetic may. What a lesson asserts must hold all the same, and what it prints where outputs are
compared must not change. An optimiser taken up from a checkpoint is left alone: it goes on with what was stored.
"""

import os
import sys
import weakref

SEED = os.environ.get("LSTM_COURSE_ROUNDING")

if SEED and any("ipykernel" in word for word in sys.orig_argv):
    import torch
    from torch.optim.optimizer import register_optimizer_step_post_hook

    nudged = weakref.WeakSet()

    def nudge(optimiser, args, kwargs):
        """Change the weights of an optimiser that has taken its first step."""
        if optimiser in nudged:
            return
        nudged.add(optimiser)
        if any(state.get("step", 1) > 1 for state in optimiser.state.values()):
            return
        generator = torch.Generator().manual_seed(int(SEED))
        with torch.no_grad():
            for group in optimiser.param_groups:
                for weights in group["params"]:
                    if weights.dtype == torch.float32:
                        weights *= 1 + 2e-7 * torch.randn(weights.shape, generator=generator)

    register_optimizer_step_post_hook(nudge)
