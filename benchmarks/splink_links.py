"""Links as Splink 5 makes them, from the same normalized columns as ours.

Splink has the normalized names and addresses, which is generous: the comparison is about
linking. Its settings are those that its documentation advises: u from random pairs, m by
expectation maximisation on two blocking rules, frequent terms worth less, no labels.
"""

import logging

import duckdb
import polars as pl
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

CELL_M = 100.0
SEED = 20260123
LEAST = 0.01
"""Less likely pairs are not handed out; no threshold that is tried lies below."""

_COLUMNS = ("chain", "branch", "number", "road_key", "lot_key", "x_m", "y_m")
_DISTANCE_M = "sqrt(power(x_m_l - x_m_r, 2) + power(y_m_l - y_m_r, 2))"
_KEYS = ("road_key", "lot_key", "x_m")
_BOTH_KNOWN = "{0}_l is not null and {0}_r is not null"

_KNOWS_WHERE = " or ".join(f"({_BOTH_KNOWN.format(name)})" for name in _KEYS)
_CHAIN = cl.CustomComparison(
    output_column_name="chain",
    comparison_levels=[
        {"sql_condition": "chain_l is null and chain_r is null", "is_null_level": True},
        {"sql_condition": "chain_l = chain_r", "tf_adjustment_column": "chain"},
        {"sql_condition": "chain_l is null or chain_r is null"},
        cll.ElseLevel(),
    ],
)
# 한빛2호점 is not 한빛점.
_NUMBER = cl.CustomComparison(
    output_column_name="number",
    comparison_levels=[
        {"sql_condition": "branch_l is null or branch_r is null", "is_null_level": True},
        {"sql_condition": "number_l is not distinct from number_r"},
        cll.ElseLevel(),
    ],
)
# Address and distance in one: Splink takes comparisons to be independent, which these are not.
_WHERE = cl.CustomComparison(
    output_column_name="place",
    comparison_levels=[
        {"sql_condition": f"not ({_KNOWS_WHERE})", "is_null_level": True},
        {"sql_condition": f"road_key_l = road_key_r and {_DISTANCE_M} <= 10"},
        {"sql_condition": "road_key_l = road_key_r"},
        {"sql_condition": "lot_key_l = lot_key_r"},
        *({"sql_condition": f"{_DISTANCE_M} <= {limit_m}"} for limit_m in (25, 50, 100, 200)),
        cll.ElseLevel(),
    ],
)
_SETTINGS = SettingsCreator(
    link_type="link_only",
    blocking_rules_to_generate_predictions=[
        block_on("road_key"),
        block_on("lot_key"),
        block_on("chain", "branch"),
        block_on("cells", arrays_to_explode=["cells"]),
    ],
    comparisons=[
        _CHAIN,
        cl.JaroWinklerAtThresholds("branch", [0.92, 0.8]).configure(
            term_frequency_adjustments=True
        ),
        _NUMBER,
        _WHERE,
    ],
    retain_matching_columns=False,
)
_RECALL_OF_RULES = 0.7
"""Share of the true pairs at one road address with one name; a guess, as Splink wants one."""


def splink_links(shops: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Each record's best listing, by row numbers: `place`, `record`, `probability` 0 to 1.

    A shop has several permits, so a listing may have several records; a record is of one listing.

    Args:
        shops: Normalized listings, one a shop.
        records: Normalized records of one register.
    """
    api = DuckDBAPI(duckdb.connect())
    listings, others = _table(shops, neighbours=True), _table(records, neighbours=False)
    tables = [
        api.register(listings.to_arrow(), dataset_display_name="a_listings"),
        api.register(others.to_arrow(), dataset_display_name="b_records"),  # sorted by this name
    ]
    linker = Linker(tables, _SETTINGS, log_level=logging.ERROR)
    _train(linker)
    predicted = linker.inference.predict(threshold_match_probability=LEAST)
    pairs = pl.DataFrame(pl.from_arrow(predicted.as_pyarrow_table()))
    return (
        pairs.select(
            place=pl.col("unique_id_l").cast(pl.UInt32),
            record=pl.col("unique_id_r").cast(pl.UInt32),
            probability="match_probability",
            bits="match_weight",
        )
        .sort("bits", "place", descending=[True, False])
        .unique("record", keep="first", maintain_order=True)
    )


def _train(linker: Linker) -> None:
    same = [block_on("road_key", "chain", "branch")]
    linker.training.estimate_probability_two_random_records_match(same, recall=_RECALL_OF_RULES)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED)
    for rule in (block_on("road_key"), block_on("chain", "branch")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)


def _table(rows: pl.DataFrame, *, neighbours: bool) -> pl.DataFrame:
    """The columns compared, and the cells of 100 m that a row is looked for in."""
    steps = (-1, 0, 1) if neighbours else (0,)
    east, north = ((pl.col(name) / CELL_M).floor().cast(pl.Int64) for name in ("x_m", "y_m"))
    cells = [pl.format("{} {}", east + dx, north + dy) for dx in steps for dy in steps]
    known = pl.col("x_m").is_not_null() & pl.col("y_m").is_not_null()
    return rows.select(*_COLUMNS, cells=pl.when(known).then(pl.concat_list(cells))).with_row_index(
        "unique_id"
    )
