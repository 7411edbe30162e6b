"""Pricing: sums over rows for many columns at once, where nearly all the arithmetic of a large job is done.

Columns are stored row by row (structure of arrays). The sums of 32 columns stay in registers, and what matters among
them is a bit in a number: most often none is set.
"""

from __future__ import annotations

import numpy as np

from farrell.lp.kernel.compiled import inner, jit
from farrell.lp.kernel.vectors import bits, chosen, lowest_bit, put_row, spread, strip


@inner
def sums(matrix, p, rows, c):
    """p A_j of the 32 columns from c on, as four vectors."""
    pi = p[0]
    s0, s1 = strip(matrix, 0, c) * pi, strip(matrix, 0, c + 8) * pi
    s2, s3 = strip(matrix, 0, c + 16) * pi, strip(matrix, 0, c + 24) * pi
    for i in range(1, rows):
        pi = p[i]
        s0, s1 = s0 + strip(matrix, i, c) * pi, s1 + strip(matrix, i, c + 8) * pi
        s2, s3 = s2 + strip(matrix, i, c + 16) * pi, s3 + strip(matrix, i, c + 24) * pi
    return s0, s1, s2, s3


@inner
def two_sums(matrix, p, q, rows, c):
    """p A_j of the 16 columns from c on, as two vectors, and q A_j as two more."""
    pi, qi = p[0], q[0]
    left, right = strip(matrix, 0, c), strip(matrix, 0, c + 8)
    p0, p1, q0, q1 = left * pi, right * pi, left * qi, right * qi
    for i in range(1, rows):
        pi, qi = p[i], q[i]
        left, right = strip(matrix, i, c), strip(matrix, i, c + 8)
        p0, p1, q0, q1 = p0 + left * pi, p1 + right * pi, q0 + left * qi, q1 + right * qi
    return p0, p1, q0, q1


@jit
def not_below_zero(matrix, ids, p, rows, count, found):
    """Put the numbers of the columns with p A_j >= 0 into ``found``; how many."""
    total = 0
    for c in range(0, count, 32):
        s0, s1, s2, s3 = sums(matrix, p, rows, c)
        flags = bits(s0 >= 0.0) | bits(s1 >= 0.0) << 8 | bits(s2 >= 0.0) << 16 | bits(s3 >= 0.0) << 24
        while flags != 0:
            j = c + lowest_bit(flags)
            flags &= flags - 1
            if j < count:
                found[total] = ids[j]
                total += 1
    return total


@jit
def largest(matrix, p, rows, count, scratch):
    """(column, value) of the largest p A_j above zero; column -1 when none is."""
    best, value = -1, 0.0
    for c in range(0, count, 32):
        s0, s1, s2, s3 = sums(matrix, p, rows, c)
        flags = bits(s0 > value) | bits(s1 > value) << 8 | bits(s2 > value) << 16 | bits(s3 > value) << 24
        if flags != 0:
            put_row(scratch, 0, s0)
            put_row(scratch, 1, s1)
            put_row(scratch, 2, s2)
            put_row(scratch, 3, s3)
            while flags != 0:
                at = lowest_bit(flags)
                flags &= flags - 1
                here = scratch[at >> 3, at & 7]
                if here > value and c + at < count:
                    best, value = c + at, here
    return best, value


@jit
def smallest_ratio(matrix, top, bottom, rows, count, scratch, limit):
    """(column, ratio) of the least (top A_j) / (-bottom A_j) under ``limit`` where bottom A_j < 0; column -1 for none.

    A top below zero counts as zero.
    """
    best, ratio, zero = -1, limit, spread(scratch, 0.0)
    for c in range(0, count, 16):
        p0, p1, q0, q1 = two_sums(matrix, top, bottom, rows, c)
        p0, p1 = chosen(p0 > 0.0, p0, zero), chosen(p1 > 0.0, p1, zero)
        flags = bits(p0 < q0 * -ratio) | bits(p1 < q1 * -ratio) << 8
        if flags != 0:
            put_row(scratch, 0, p0)
            put_row(scratch, 1, p1)
            put_row(scratch, 2, q0)
            put_row(scratch, 3, q1)
            while flags != 0:
                at = lowest_bit(flags)
                flags &= flags - 1
                above, below = scratch[at >> 3, at & 7], scratch[(at >> 3) + 2, at & 7]
                if above < -ratio * below and c + at < count:
                    best, ratio = c + at, above / -below
    return best, ratio


@inner
def facet_sums(prices, a, b, rows, f, zero):
    """pi b of the 16 facets from f on, as two vectors, and pi a as two more; most rows matter to one of them only."""
    b0, b1, a0, a1 = zero, zero, zero, zero
    for i in range(rows):
        left, right = strip(prices, i, f), strip(prices, i, f + 8)
        if b[i] != 0.0:
            b0, b1 = b0 + left * b[i], b1 + right * b[i]
        if a[i] != 0.0:
            a0, a1 = a0 + left * a[i], a1 + right * a[i]
    return b0, b1, a0, a1


@jit
def best_facet(prices, a, b, sign, rows, count, scratch):
    """The facet with the largest (pi b) / (sign pi a) among those with sign pi a > 0; -1 for none."""
    best, value, zero = -1, -np.inf, spread(scratch, 0.0)
    for f in range(0, count, 16):
        p0, p1, q0, q1 = facet_sums(prices, a, b, rows, f, zero)
        q0, q1 = q0 * sign, q1 * sign
        flags = bits((p0 > q0 * value) & (q0 > 0.0)) | bits((p1 > q1 * value) & (q1 > 0.0)) << 8
        if flags != 0:
            put_row(scratch, 0, p0)
            put_row(scratch, 1, p1)
            put_row(scratch, 2, q0)
            put_row(scratch, 3, q1)
            while flags != 0:
                at = lowest_bit(flags)
                flags &= flags - 1
                above, below = scratch[at >> 3, at & 7], scratch[(at >> 3) + 2, at & 7]
                if above > value * below and f + at < count:
                    best, value = f + at, above / below
    return best


@jit
def terms(matrix, p, rows, j):
    """sum_i |p_i A_ij|."""
    total = 0.0
    for i in range(rows):
        total += abs(p[i] * matrix[i, j])
    return total


@jit
def priced(matrix, p, rows, j):
    """p A_j."""
    total = 0.0
    for i in range(rows):
        total += p[i] * matrix[i, j]
    return total
