"""What residuals tell of each unit's inefficiency: u given e is normal, cut at 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from farrell.inference.stochastic.design import Design, Floats
from farrell.inference.stochastic.likelihood import hazard


@dataclass(frozen=True, slots=True)
class Posterior:
    """u_i given the residuals is N(mean, sd^2) cut at 0, and u_it = share u_i.

    Attributes
    ----------
    mean, sd, share : (N,)
    """

    mean: Floats
    sd: Floats
    share: Floats

    @classmethod
    def of(cls, design: Design, parameters: Floats) -> Posterior:
        """mean = (mu a - b S) / (a + b H), sd^2 = a b / (a + b H); for exponential u mean = -e - a / sqrt(b), sd^2 = a.

        Battese & Coelli 1992, DOI 10.1007/BF00158774, eq. 4 to 6; Kumbhakar & Lovell 2000, eq. 3.2.46. Without
        inefficiency (gamma = 0) all mass is at 0.
        """
        k, q = design.X.shape[1], design.Z.shape[1]
        sigma2, gamma = parameters[k : k + 2]
        a, b = (1 - gamma) * sigma2, gamma * sigma2
        e = design.sign * (design.y - design.X @ parameters[:k])
        ones = np.ones_like(e)
        if gamma == 0:
            return cls(0 * ones, 0 * ones, ones)
        if design.exponential:
            return cls(-e - a / np.sqrt(b), np.sqrt(a) * ones, ones)
        share = design.shares(float(parameters[-1])) if design.decay else ones
        A = a + b * design.sums(share**2)
        mu = design.Z @ parameters[k + 2 : k + 2 + q]
        mean = (mu * a - b * design.sums(share * e)) / A
        return cls(mean[design.group], np.sqrt(a * b / A)[design.group], share)

    @property
    def expected(self) -> Floats:
        """(N,) E[u_it | e] = share (mean + sd phi(mean/sd) / Phi(mean/sd)).

        Jondrow, Lovell, Materov & Schmidt 1982, DOI 10.1016/0304-4076(82)90004-5, eq. 2.
        """
        w = self._ratio()
        return np.where(self.sd > 0, self.share * self.sd * (w + hazard(w)), 0.0)

    @property
    def efficiency(self) -> Floats:
        """(N,) E[exp(-u_it) | e] = exp(-share mean + share^2 sd^2 / 2) Phi(w - share sd) / Phi(w), w = mean / sd.

        Battese & Coelli 1988, DOI 10.1016/0304-4076(88)90053-X, eq. 12.
        """
        w, s = self._ratio(), self.share * self.sd
        log = -self.share * self.mean + s**2 / 2 + special.log_ndtr(w - s) - special.log_ndtr(w)
        return np.where(self.sd > 0, np.exp(log), 1.0)

    def quantile(self, p: float) -> Floats:
        """(N,) that of u_it given e.

        Horrace & Schmidt 1996, DOI 10.1007/BF00157044, eq. 9: mean + sd Phi^-1(1 - (1 - p) Phi(mean / sd)).
        """
        w = self._ratio()
        z = special.ndtri_exp(np.log1p(-p) + special.log_ndtr(w))
        return np.where(self.sd > 0, np.maximum(self.share * self.sd * (w - z), 0.0), 0.0)

    def _ratio(self) -> Floats:
        return np.divide(self.mean, self.sd, out=np.zeros_like(self.mean), where=self.sd > 0)
