"""Order-m efficiency among units in like circumstances, beside that among all: what goes with z?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from farrell import show
from farrell.catalogue import Language, text
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea import order_m
from farrell.dea.dominance import comparisons
from farrell.dea.frontier import Floats, Orientation, check_options, frontiers, provenance
from farrell.errors import OptionError
from farrell.inference.regressions.bandwidth import local_linear, nearest_neighbours, reference_rule, smoothing
from farrell.inference.regressions.design import environment

BandwidthRule = Literal["nearest", "normal"]
BANDWIDTHS: tuple[BandwidthRule, ...] = ("nearest", "normal")


@dataclass(frozen=True, slots=True)
class ConditionalOrderM:
    """Conditional and unconditional order-m scores, and their ratio against what is conditioned on.

    Attributes
    ----------
    name : of z
    z : (N,) the environment of each row
    score, conditional : (N,) theta_m or phi_m against all units, and against those with a like z; NaN where either has
        no value
    ratio : (N,) conditional / score
    bandwidth : (N,) of each row; ``"nearest"`` has one for each
    compared : (N,) units drawn from that have weight
    at, smooth : (K,) a grid over z, and the local-linear regression of the ratio there
    smooth_bandwidth : of that regression, by cross-validation with one unit left out at a time
    """

    panel: Panel
    name: str
    z: Floats
    score: Floats
    conditional: Floats
    ratio: Floats
    bandwidth: Floats
    compared: Floats
    at: Floats
    smooth: Floats
    smooth_bandwidth: float
    settings: Mapping[str, Any]
    provenance: Mapping[str, str]

    def to_frame(self) -> Any:
        """The points of the ratio plot: unit, period, z, score, conditional, ratio, bandwidth, compared."""
        import pandas as pd

        columns = ("z", "score", "conditional", "ratio", "bandwidth", "compared")
        return pd.DataFrame(
            {
                "unit": self.panel.unit_labels,
                "period": self.panel.period_labels,
                **{c: getattr(self, c) for c in columns},
            }
        )

    def curve(self) -> Any:
        """The line of the ratio plot: z, ratio."""
        import pandas as pd

        return pd.DataFrame({"z": self.at, "ratio": self.smooth})

    @property
    def slope(self) -> float:
        """Spearman's rank correlation of ratio and z: the direction of the line, in one number."""
        from scipy import stats

        known = np.isfinite(self.ratio)
        return float(stats.spearmanr(self.z[known], self.ratio[known]).statistic)

    def reading(self, language: Language = "en") -> str:
        """How a rising line reads under this orientation, in words."""
        if self.settings["orientation"] == "input":
            return text("determinants.ratio-input", language)
        return text("determinants.ratio-output", language)

    def summary(self) -> str:
        """Quartiles of the ratio, the line at five places, and how to read it."""
        low, middle, high = np.nanquantile(self.ratio, [0.25, 0.5, 0.75])
        head = (
            f"conditional order-m (m = {self.settings['m']}) on {self.name}: ratio quartiles {low:.3f}, {middle:.3f}, "
            f"{high:.3f}; rank correlation with {self.name} {self.slope:.3f}"
        )
        chosen = np.linspace(0, len(self.at) - 1, 5).round().astype(int)
        rows = [[float(self.at[i]), float(self.smooth[i])] for i in chosen]
        return "\n".join([head, show.text_table([self.name, "smoothed ratio"], rows), self.reading()])

    def _repr_html_(self) -> str:
        frame = self.to_frame().head(40)
        return show.html_table(
            list(frame.columns), frame.to_numpy(dtype=object).tolist(), caption="conditional order-m"
        )

    def __repr__(self) -> str:
        return f"ConditionalOrderM: {len(self.z)} scores on {self.name}, rank correlation {self.slope:.3f}"


def conditional_order_m(
    panel: Panel,
    *,
    on: str,
    m: int = 25,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "pooled",
    log: bool = False,
    more: Mapping[str, ArrayLike] | None = None,
    bandwidth: BandwidthRule | float = "nearest",
) -> ConditionalOrderM:
    """Order-m efficiency given the environment z, over that without it (Daraio & Simar 2005).

    ::

        theta_m(x, y | z) = E[ min over m draws of r_j ],   r_j = max_i x_ij / x_io,  drawn from units with y_j >= y_o
                            with probabilities K((z - z_j) / h) / sum of these,
                          = sum_k r_(k) (S_k^m - S_(k+1)^m),   r_(1) <= ... , S_k the probability of r_(k) and beyond,
        Q(z)              = theta_m(x, y | z) / theta_m(x, y)

    with Epanechnikov's K, of compact support (DOI 10.1007/s11123-005-3042-8; Daraio & Simar 2007,
    DOI 10.1007/978-0-387-35231-2, chapter 5). The expectation is computed exactly, without draws. Order-m scores with
    the output orientation are phi_m. Scores are against ``reference``, all periods pooled by default, as kernels need
    many units.

    Read the ratio against z: rising under the input orientation, z is unfavourable; falling, favourable. Under the
    output orientation it is the other way round (chapter 5 of the book). It needs no separability, and does not show
    that it fails: at any m short of the full frontier the ratio moves with z if z moves the frontier or the
    distribution of inefficiency. :func:`farrell.separability_test` asks about the frontier alone.

    Parameters
    ----------
    panel : N rows
    on : z: a column, one over another, or a name in ``more``
    m, orientation : as in :func:`farrell.order_m`
    reference : ``"pooled"``, or each period's ``"own"``
    log : whether z is the logarithm of the column
    more : name -> (N,) values that are no columns of the panel
    bandwidth : ``"nearest"``: of each row the distance to its k-th neighbour in z, k by likelihood
        cross-validation of the density of z, as in the source, with all rows of a unit left out at once;
        ``"normal"``: Epanechnikov's 2.34 min(s, IQR / 1.349) n^(-1/5) (Silverman 1986, section 3.4, with the factor of
        this kernel), for all rows; or a number

    Returns
    -------
    ConditionalOrderM
        with ``to_frame()`` and ``curve()``, the points and the line of the plot

    Raises
    ------
    OptionError
        options or a column that make no sense; z that does not vary

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel
    >>> found = farrell.conditional_order_m(panel, on="gdp_per_capita_yuan", log=True)
    >>> found.to_frame().shape
    (310, 8)
    """
    check_options(panel, "conditional_order_m", "vrs", orientation, None)
    if reference not in ("own", "pooled"):
        raise OptionError.choice("reference", reference, ("own", "pooled"))
    if isinstance(bandwidth, str) and bandwidth not in BANDWIDTHS:
        raise OptionError.choice("bandwidth", bandwidth, BANDWIDTHS)
    if not isinstance(bandwidth, str) and not 0 < bandwidth < np.inf:
        raise OptionError("out-of-range", option="bandwidth", value=repr(bandwidth), allowed="> 0")
    columns = environment(panel, [on], logs=[on] if log else [], more=more)
    ((name, z),) = columns.items()
    if np.ptp(z) == 0:
        raise OptionError("values-constant")
    whole = order_m(panel, m=m, orientation=orientation, reference=reference)
    score = np.where(whole.status == "optimal", whole.score, np.nan)
    conditional, width, compared = np.full((3, len(panel)), np.nan)
    for block in frontiers(panel, reference).blocks:
        around = z[block.rows]
        if bandwidth == "nearest":
            width[block.rows] = nearest_neighbours(around, panel.unit_index[block.rows])
        else:
            width[block.rows] = reference_rule(around) if bandwidth == "normal" else bandwidth
        for comparison in comparisons(panel, block, orientation):
            away = (z[comparison.rows][:, None] - around) / width[comparison.rows][:, None]
            weight = np.where(comparison.possible, np.maximum(1.0 - away**2, 0.0), 0.0)
            value = expected_least(comparison.distance, weight, m)
            conditional[comparison.rows] = np.abs(value)
            compared[comparison.rows] = (weight > 0).sum(axis=1)
    conditional = np.where(np.isfinite(conditional), conditional, np.nan)
    ratio = conditional / score
    known = np.isfinite(ratio)
    if known.sum() < 3:
        raise OptionError("values-few", n=int(known.sum()), least=3)
    at = np.linspace(z[known].min(), z[known].max(), 101)
    smooth_width = smoothing(z[known], ratio[known], panel.unit_index[known])
    return ConditionalOrderM(
        panel=panel,
        name=name,
        z=frozen(z),
        score=frozen(score),
        conditional=frozen(conditional),
        ratio=frozen(ratio),
        bandwidth=frozen(width),
        compared=frozen(compared),
        at=frozen(at),
        smooth=frozen(local_linear(z[known], ratio[known], at, smooth_width)),
        smooth_bandwidth=smooth_width,
        settings=Frozen(
            {
                "model": "conditional_order_m",
                "on": name,
                "m": m,
                "orientation": orientation,
                "reference": reference,
                "bandwidth": bandwidth,
            }
        ),
        provenance=provenance(panel),
    )


def expected_least(distance: Floats, weight: Floats, m: int) -> Floats:
    """(k,) the expected least of m draws of distances (k, n) with probabilities in proportion to weights (k, n)."""
    order = np.argsort(np.where(weight > 0, distance, np.inf), axis=1, kind="stable")
    ordered = np.take_along_axis(np.where(weight > 0, distance, 0.0), order, axis=1)
    share = np.take_along_axis(weight, order, axis=1)
    beyond = share[:, ::-1].cumsum(axis=1)[:, ::-1]
    total = beyond[:, :1]
    with np.errstate(invalid="ignore", divide="ignore"):
        power = (beyond / total) ** m
        chance = power - np.column_stack([power[:, 1:], np.zeros(len(power))])
        return np.asarray(np.where(chance > 0, ordered * chance, 0.0).sum(axis=1) / (total[:, 0] > 0))
