-- title: How dates and figures are put in a sentence
-- rule: Dates as "31 March 2010", amounts with a comma at the thousands and no more decimals than they have, one day but two days.
-- source: The dashboard's own wording.
-- thresholds: none

CREATE MACRO date_in_words(named_day) AS strftime(named_day, '%-d %B %Y');

CREATE MACRO count_in_words(how_many, thing) AS
    format('{:,}', CAST(how_many AS BIGINT)) || ' ' || thing || CASE WHEN how_many = 1 THEN '' ELSE 's' END;

CREATE MACRO amount_in_words(amount) AS
    CASE
        WHEN amount = trunc(amount) THEN format('{:,}', CAST(amount AS BIGINT))
        ELSE rtrim(format('{:,.3f}', CAST(amount AS DOUBLE)), '0')
    END;

CREATE MACRO money_in_words(amount, unit) AS
    CASE WHEN amount < 0 THEN '-' ELSE '' END
    || CASE unit
        WHEN '£000' THEN '£' || amount_in_words(abs(amount) * 1000)
        WHEN '£' THEN '£' || amount_in_words(abs(amount))
        ELSE amount_in_words(abs(amount)) || ' ' || unit
    END;
