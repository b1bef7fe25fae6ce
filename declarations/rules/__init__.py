"""The rules, one named function each, and the book that holds them in the order of judging."""

from __future__ import annotations

from declarations.rulebook import RuleBook
from declarations.rules import (
    allocated,
    amounts,
    answers,
    clients,
    credits,
    dates,
    decisions,
    earlier,
    milestones,
    references,
    schema,
    sums,
    volumes,
)

RULES = (
    # what the schema itself refuses
    schema.subversion_is_2,
    schema.version_is_3,
    schema.declaration_number_is_letters_and_digits,
    schema.lengths_and_formats,
    # within one message
    clients.citizen_number_passes_eleven_test,
    dates.nothing_before_2021,
    dates.declaration_period_is_one_month,
    dates.product_period_in_one_month,
    dates.period_begins_before_dating,
    dates.period_ends_in_order,
    dates.product_period_not_after_declaration_period,
    dates.at_most_five_years_old,
    sums.zero_is_debit,
    sums.tariff_unless_euros,
    sums.euros_are_the_amount,
    sums.total_is_the_sum,
    references.no_double_keys,
    references.credit_names_its_debit,
    references.debit_credited_once_in_message,
    references.no_credit_of_debit_in_message,
    references.one_debit_per_product_and_period,
    # header and declaration
    earlier.identification_is_new,
    earlier.not_dated_in_the_future,
    earlier.municipality_exists,
    earlier.declaration_number_is_new,
    earlier.period_not_before_the_last,
    # client
    clients.client_is_known,
    # lines
    earlier.reference_is_new,
    credits.credit_equals_its_debit,
    credits.debit_not_credited_before,
    allocated.allocation_is_known,
    allocated.allocation_is_not_deleted,
    allocated.not_before_allocation,
    allocated.not_after_allocation,
    allocated.begins_with_month_or_allocation,
    allocated.ends_with_month_or_allocation,
    allocated.category_as_allocated,
    allocated.code_as_allocated,
    allocated.unit_as_allocated,
    amounts.code_fits_category,
    amounts.tariff_as_contracted,
    amounts.amount_is_volume_times_tariff,
    earlier.no_second_debit_for_the_month,
    volumes.within_the_period,
    volumes.within_the_allocation,
    volumes.within_the_budget,
    # agreed in the contract: warnings
    milestones.amount_is_an_agreed_part,
    milestones.part_is_declared_once,
    decisions.decision_is_complete,
    decisions.result_is_confirmed,
    # the answer
    answers.names_the_message_answered,
    answers.repeats_the_schema_versions,
    answers.names_the_declaration_answered,
    answers.line_was_declared,
    answers.line_is_as_declared,
    answers.difference_is_what_is_returned,
)

RULEBOOK = RuleBook(RULES)
