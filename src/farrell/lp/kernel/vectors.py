"""Short vectors as values of compiled code: what a loop over lanes would do is one instruction.

LLVM unrolls a loop over eight entries before it looks for vectors, and does not know that two arrays are apart; told
outright, it needs neither loops nor checks. The number of lanes is part of the type. ``vector`` and ``row`` read from
fields of a record, whose shape is known to the compiler, ``strip`` reads from a row of any array; ``put`` and
``put_row`` write. Vectors add, subtract, multiply and compare with vectors and with numbers.
"""

from __future__ import annotations

import operator

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, lower_builtin, models, register_model, type_callable

STRIP = 8
"""Columns that ``strip`` reads."""
DOUBLE, LONG = ir.DoubleType(), ir.IntType(64)


class Lanes(types.Type):
    """A vector of so many floats, or, when they are ``kind`` i1, of truth values."""

    def __init__(self, count, kind=DOUBLE):
        self.count, self.vector = count, ir.VectorType(kind, count)
        super().__init__(name=f"lanes({kind}, {count})")


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager, fe_type):
        super().__init__(manager, fe_type, fe_type.vector)


def _mask(lanes):
    return Lanes(lanes.count, ir.IntType(1))


def _same(builder, value, lanes):
    """A number in every lane."""
    first = builder.insert_element(ir.Constant(lanes.vector, ir.Undefined), value, LONG(0))
    order = ir.Constant(ir.VectorType(ir.IntType(32), lanes.count), [0] * lanes.count)
    return builder.shuffle_vector(first, ir.Constant(lanes.vector, ir.Undefined), order)


def _declare_operator(symbol, emit, result):
    """Typing and code of one binary operator: vector and vector, vector and number, number and vector."""

    @type_callable(symbol)
    def typing(_context):
        def typer(left, right):
            known = left if isinstance(left, Lanes) else right
            if isinstance(known, Lanes) and all(t == known or isinstance(t, types.Float) for t in (left, right)):
                return result(known)
            return None

        return typer

    def lower(_context, builder, signature, args):
        known = next(t for t in signature.args if isinstance(t, Lanes))
        pairs = zip(args, signature.args, strict=True)
        return emit(builder, *(v if isinstance(t, Lanes) else _same(builder, v, known) for v, t in pairs))

    for left, right in ((Lanes, Lanes), (Lanes, types.Float), (types.Float, Lanes)):
        lower_builtin(symbol, left, right)(lower)


for _symbol, _emit in (
    (operator.add, ir.IRBuilder.fadd),
    (operator.sub, ir.IRBuilder.fsub),
    (operator.mul, ir.IRBuilder.fmul),
    (operator.truediv, ir.IRBuilder.fdiv),
):
    _declare_operator(_symbol, _emit, lambda lanes: lanes)
for _symbol, _sign in ((operator.lt, "<"), (operator.gt, ">"), (operator.le, "<="), (operator.ge, ">=")):
    _declare_operator(_symbol, lambda builder, x, y, sign=_sign: builder.fcmp_ordered(sign, x, y), _mask)
for _symbol, _emit in ((operator.and_, ir.IRBuilder.and_), (operator.or_, ir.IRBuilder.or_)):
    _declare_operator(_symbol, _emit, lambda lanes: lanes)


@type_callable(abs)
def _type_abs(_context):
    return lambda lanes: lanes if isinstance(lanes, Lanes) else None


@lower_builtin(abs, Lanes)
def _lower_abs(_context, builder, signature, args):
    lanes = signature.args[0]
    whole = ir.VectorType(LONG, lanes.count)
    magnitude = ir.Constant(whole, [2**63 - 1] * lanes.count)  # all but the sign
    return builder.bitcast(builder.and_(builder.bitcast(args[0], whole), magnitude), lanes.vector)


def _pointer(context, builder, array, value, place, lanes):
    """Where the vector begins that starts ``place`` entries after the array does."""
    start = context.make_array(array)(context, builder, value).data
    return builder.bitcast(builder.gep(start, [place]), lanes.vector.as_pointer())


@intrinsic
def vector(_typing, field):
    """The entries of a field of a record."""
    lanes = Lanes(field.shape[-1])

    def code(context, builder, signature, args):
        return builder.load(_pointer(context, builder, signature.args[0], args[0], LONG(0), lanes), align=8)

    return lanes(field), code


@intrinsic
def row(_typing, field, i):
    """Row i of a field of a record."""
    lanes = Lanes(field.shape[-1])

    def code(context, builder, signature, args):
        place = builder.mul(args[1], LONG(lanes.count))
        return builder.load(_pointer(context, builder, signature.args[0], args[0], place, lanes), align=8)

    return lanes(field, types.int64), code


@intrinsic
def put(_typing, field, value):
    """Write a vector into a field of a record."""

    def code(context, builder, signature, args):
        at = _pointer(context, builder, signature.args[0], args[0], LONG(0), signature.args[1])
        builder.store(args[1], at, align=8)
        return context.get_dummy_value()

    return types.void(field, value), code


@intrinsic
def put_row(_typing, field, i, value):
    """Write a vector into row i of a field of a record."""

    def code(context, builder, signature, args):
        place = builder.mul(args[1], LONG(signature.args[2].count))
        at = _pointer(context, builder, signature.args[0], args[0], place, signature.args[2])
        builder.store(args[2], at, align=8)
        return context.get_dummy_value()

    return types.void(field, types.int64, value), code


@intrinsic
def strip(_typing, matrix, i, c):
    """The eight entries of row i of a matrix from column c on."""
    lanes = Lanes(STRIP)

    def code(context, builder, signature, args):
        shape = context.make_array(signature.args[0])(context, builder, args[0]).shape
        place = builder.add(builder.mul(args[1], builder.extract_value(shape, 1)), args[2])
        return builder.load(_pointer(context, builder, signature.args[0], args[0], place, lanes), align=8)

    return lanes(matrix, types.int64, types.int64), code


@intrinsic
def spread(_typing, field, number):
    """A number as often as a field of a record is wide."""
    lanes = Lanes(field.shape[-1])

    def code(_context, builder, _signature, args):
        return _same(builder, args[1], lanes)

    return lanes(field, types.float64), code


@intrinsic
def replaced(_typing, value, k, number):
    """A vector with another number in lane k."""

    def code(_context, builder, _signature, args):
        return builder.insert_element(args[0], args[2], args[1])

    return value(value, types.int64, types.float64), code


@intrinsic
def chosen(_typing, mask, yes, no):
    """The entries of one vector where the mask is true, of another elsewhere."""

    def code(_context, builder, _signature, args):
        return builder.select(*args)

    return yes(mask, yes, no), code


@intrinsic
def bits(_typing, mask):
    """The mask as an integer, lane 0 its lowest bit."""

    def code(_context, builder, signature, args):
        return builder.zext(builder.bitcast(args[0], ir.IntType(signature.args[0].count)), LONG)

    return types.int64(mask), code


@intrinsic
def lowest_bit(_typing, number):
    """The place of the lowest bit set in a number that is not zero."""

    def code(_context, builder, _signature, args):
        return builder.cttz(args[0], ir.IntType(1)(1))

    return types.int64(types.int64), code
