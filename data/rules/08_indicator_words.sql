-- title: How a status is explained
-- rule: Each status is given in a sentence with its figures: the result, what it is set against, how far apart they are, and how it moved.
-- source: The dashboard's own wording.
-- thresholds: none

-- standing: a verdict or the reason for none; said: the parts of the sentence, as written (see indicator_verdict).
CREATE MACRO indicator_reason(standing, said) AS concat(
    CASE standing
        WHEN 'met' THEN said.result || ' meets the target of ' || said.aim || said.line || '.'
        WHEN 'within_tolerance' THEN
            said.result || ' is ' || said.gap || 'the target of ' || said.aim || said.line
            || ', within the tolerance of ' || said.tolerance || '.'
        WHEN 'off_target' THEN
            said.result || ' is ' || said.gap || 'the target of ' || said.aim || said.line
            || ', more than the tolerance of ' || said.tolerance || '.'
        WHEN 'no_result_yet' THEN
            'No ' || said.awaited || ' result yet. '
            || coalesce(
                'The latest, ' || said.result || ', '
                || CASE WHEN said.there THEN 'already meets ' ELSE 'is ' || said.gap END || said.next
                || coalesce(CASE said.moved
                    WHEN 'towards' THEN ' and moved towards it'
                    WHEN 'away' THEN ' and moved away from it'
                    WHEN 'unchanged' THEN ' and has not moved' END || ' (' || said.previous || ')', '')
                || '.',
                said.latest)
        WHEN 'no_value' THEN said.none || coalesce(' Next comes ' || said.next || '.', ' ' || said.no_target)
        WHEN 'suppressed' THEN 'The figure for ' || said.period || ' is withheld.'
        WHEN 'unrepresentative' THEN
            'The latest, ' || coalesce(said.result, said.period)
            || ', is marked as not representative, so it is not judged.'
            || coalesce(' Next comes ' || said.next || '.', '')
        WHEN 'neutral_polarity' THEN
            'Neither more nor less is better here, so it is not judged. ' || coalesce(said.latest, said.none)
        ELSE said.no_target || ' ' || said.latest  -- no_target, to_be_agreed, tbs
    END,
    CASE WHEN standing IN ('met', 'within_tolerance', 'off_target') THEN CASE said.moved
        WHEN 'towards' THEN ' Better than ' WHEN 'away' THEN ' Worse than ' WHEN 'unchanged' THEN ' The same as ' END
        || said.previous || '.' END,
    ' ' || said.year_before,
    ' ' || said.baseline
);
