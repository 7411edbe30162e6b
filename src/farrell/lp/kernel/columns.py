"""Pricing: sums over rows for many columns at once, where nearly all the arithmetic of a large job is done.

Columns are stored row by row (structure of arrays), in a multiple of four rows, the last ones zero where need be. A
chunk's sums stay in the first-level cache. Maxima do not vectorise, so a block is first asked whether anything in it
matters, and searched only then.
"""

from __future__ import annotations

import numpy as np

from farrell.lp.kernel.compiled import jit

WIDTH = 512
"""Columns a chunk: sums of 4 kB and eight rows of it fit the first-level cache."""
BLOCK = 64
"""Columns that are searched one by one when one of them matters."""


@jit
def combine(A, p, start, width, out):
    """out_c = sum_i p_i A_i,start+c for the columns of one chunk, four rows at a time."""
    end = start + width
    p0, p1, p2, p3 = p[0], p[1], p[2], p[3]
    r0, r1, r2, r3 = A[0, start:end], A[1, start:end], A[2, start:end], A[3, start:end]
    for c in range(width):
        out[c] = p0 * r0[c] + p1 * r1[c] + p2 * r2[c] + p3 * r3[c]
    for i in range(4, A.shape[0], 4):
        p0, p1, p2, p3 = p[i], p[i + 1], p[i + 2], p[i + 3]
        r0, r1, r2, r3 = A[i, start:end], A[i + 1, start:end], A[i + 2, start:end], A[i + 3, start:end]
        for c in range(width):
            out[c] += p0 * r0[c] + p1 * r1[c] + p2 * r2[c] + p3 * r3[c]


@jit
def combine_two(A, p, q, start, width, out, more):
    """The sums of two rows of prices, each column read once."""
    end = start + width
    p0, p1, p2, p3, q0, q1, q2, q3 = p[0], p[1], p[2], p[3], q[0], q[1], q[2], q[3]
    r0, r1, r2, r3 = A[0, start:end], A[1, start:end], A[2, start:end], A[3, start:end]
    for c in range(width):
        out[c] = p0 * r0[c] + p1 * r1[c] + p2 * r2[c] + p3 * r3[c]
        more[c] = q0 * r0[c] + q1 * r1[c] + q2 * r2[c] + q3 * r3[c]
    for i in range(4, A.shape[0], 4):
        p0, p1, p2, p3, q0, q1, q2, q3 = p[i], p[i + 1], p[i + 2], p[i + 3], q[i], q[i + 1], q[i + 2], q[i + 3]
        r0, r1, r2, r3 = A[i, start:end], A[i + 1, start:end], A[i + 2, start:end], A[i + 3, start:end]
        for c in range(width):
            out[c] += p0 * r0[c] + p1 * r1[c] + p2 * r2[c] + p3 * r3[c]
            more[c] += q0 * r0[c] + q1 * r1[c] + q2 * r2[c] + q3 * r3[c]


@jit
def not_below_zero(A, p, count, out, found):
    """Put the columns with p A_j >= 0 into ``found``; how many."""
    total = np.int64(0)
    start = np.int64(0)
    while start < count:
        width = min(WIDTH, count - start)
        combine(A, p, start, width, out)
        block = np.int64(0)
        while block < width:
            end = min(block + BLOCK, width)
            some = np.int64(0)
            for c in range(block, end):
                some += out[c] >= 0.0
            if some > 0:
                for c in range(block, end):
                    if out[c] >= 0.0:
                        found[total] = start + c
                        total += 1
            block = end
        start += width
    return total


@jit
def largest(A, p, count, out):
    """(column, value) of the largest p A_j above zero; column -1 when none is."""
    best, value = np.int64(-1), 0.0
    start = np.int64(0)
    while start < count:
        width = min(WIDTH, count - start)
        combine(A, p, start, width, out)
        some = np.int64(0)
        for c in range(width):
            some += out[c] > value
        if some > 0:
            for c in range(width):
                if out[c] > value:
                    value = out[c]
                    best = start + c
        start += width
    return best, value


@jit
def first_least(values, width, scratch):
    """(place, value) of the least of some values, the first of equals: a tournament of halves, which vectorises."""
    for c in range(width):
        scratch[c] = values[c]
    left = width
    while left > 1:
        half = (left + 1) >> 1
        for c in range(left - half):
            other = scratch[half + c]
            scratch[c] = scratch[c] if scratch[c] < other else other
        left = half
    c = np.int64(0)
    while values[c] != scratch[0]:
        c += 1
    return c, scratch[0]


@jit
def smallest_ratio(A, top, bottom, count, out, below, limit):
    """(column, ratio) of the least (top A_j) / (-bottom A_j) under ``limit`` where bottom A_j < 0; column -1 for none.

    A top below zero counts as zero.
    """
    best, ratio = np.int64(-1), limit
    start = np.int64(0)
    while start < count:
        width = min(WIDTH, count - start)
        combine_two(A, top, bottom, start, width, out, below)
        some = np.int64(start == 0)
        if start > 0:
            for c in range(width):
                some += out[c] < -ratio * below[c]
        if some > 0:
            for c in range(width):
                share = out[c] / -below[c] if out[c] > 0.0 else 0.0
                out[c] = share if below[c] < 0.0 else np.inf
            c, value = first_least(out, width, below)
            if value < ratio:
                best, ratio = start + c, value
        start += width
    return best, ratio


@jit
def best_facet(prices, a, b, sign, count, above, below):
    """The facet with the largest (pi b) / (sign pi a) among those with sign pi a > 0; -1 for none."""
    best, value = np.int64(-1), np.inf
    start = np.int64(0)
    while start < count:
        width = min(WIDTH, count - start)
        combine_two(prices, b, a, start, width, above, below)
        some = np.int64(best < 0)
        if best >= 0:
            for c in range(width):
                some += above[c] > -value * (sign * below[c])
        if some > 0:
            for c in range(width):
                norm = sign * below[c]
                above[c] = -above[c] / norm if norm > 0.0 else np.inf
            c, least = first_least(above, width, below)
            if least < value:
                best, value = start + c, least
        start += width
    return best
