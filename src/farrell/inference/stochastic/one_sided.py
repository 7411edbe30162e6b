"""The test of no inefficiency, gamma = 0, which lies on the edge of what gamma can be."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import optimize, stats

CRITICAL = ("critical_10", "critical_5", "critical_1")


@dataclass(frozen=True, slots=True)
class OneSided:
    """A likelihood ratio with one restriction at a bound.

    Attributes
    ----------
    statistic : 2 (l - l of least squares), not below 0
    restrictions : q, parameters that vanish: gamma, and those of mu and eta
    p : 1/2 P(chi2 with q - 1 df > statistic) + 1/2 P(chi2 with q df > statistic)
    critical : at 10 %, 5 % and 1 %
    """

    statistic: float
    restrictions: int
    p: float
    critical: tuple[float, float, float]

    def row(self) -> dict[str, float]:
        """``lr``, ``p``, ``critical_10``, ``critical_5``, ``critical_1``, as tables have them."""
        return {"lr": self.statistic, "p": self.p, **dict(zip(CRITICAL, self.critical, strict=True))}


def mixture_p(statistic: float, restrictions: int) -> float:
    """Upper tail of the half-and-half mixture; 1 where the statistic is 0."""
    if statistic <= 0:
        return 1.0
    below = stats.chi2.sf(statistic, restrictions - 1) if restrictions > 1 else 0.0
    return float(below + stats.chi2.sf(statistic, restrictions)) / 2


def mixture_critical(level: float, restrictions: int) -> float:
    """The value exceeded with probability ``level``: table 1 of Kodde & Palm, upper bounds with one inequality.

    Kodde & Palm 1986, DOI 10.2307/1912331; Coelli 1995, DOI 10.1007/BF01076978. With one restriction it is the
    quantile of chi-square(1) at 1 - 2 level: 2.706 at 5 %.
    """
    return float(optimize.brentq(lambda x: mixture_p(x, restrictions) - level, 1e-9, 200.0, xtol=1e-12))


def one_sided(log_likelihood: float, plain: float, restrictions: int) -> OneSided:
    """The test of a maximum against least squares."""
    statistic = max(0.0, 2 * (log_likelihood - plain))
    critical = tuple(mixture_critical(level, restrictions) for level in (0.10, 0.05, 0.01))
    return OneSided(statistic, restrictions, mixture_p(statistic, restrictions), critical)  # type: ignore[arg-type]
