-- Low zooms are answered from what they need alone, filtered too.
select 1;
