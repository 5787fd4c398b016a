"""What is said of a property: its priority, what a person graded, and what registers suggest."""

from db.models.property import Property
from layers.codes import english_grade_title, grade_title
from layers.fields import CodeList, Field, FieldKind
from layers.words import Words

ASSESSMENT_FIELDS = (
    Field(
        name="priority",
        title=Words("Prioritet", "Priority"),
        description=Words(
            "Fra 0 til 100 efter den offentliggjorte model: summen af søjlerne for tilstand, "
            "landsby og pulje. Tom, når hverken karakter eller mistanke giver tilstanden point.",
            "From 0 to 100 by the published model: the sum of the bars for condition, village "
            "and pool. Empty where neither a grade nor a suspicion gives the condition points.",
        ),
        expression=Property.priority,
        kind=FieldKind.INTEGER,
        unit="af 100",
    ),
    Field(
        name="priority_condition",
        title=Words("Prioritet: tilstand", "Priority: condition"),
        description=Words(
            "Den del af prioriteten, som tilstanden giver; tom, når den mangler.",
            "The part of the priority that the condition gives; empty where it is missing.",
        ),
        expression=Property.priority_condition,
        kind=FieldKind.INTEGER,
    ),
    Field(
        name="priority_place",
        title=Words("Prioritet: landsby", "Priority: village"),
        description=Words(
            "Den del af prioriteten, som beliggenheden i eller nær en by giver; "
            "tom, når den mangler.",
            "The part of the priority that lying in or near a place gives; "
            "empty where it is missing.",
        ),
        expression=Property.priority_place,
        kind=FieldKind.INTEGER,
    ),
    Field(
        name="priority_eligible",
        title=Words("Prioritet: pulje", "Priority: pool"),
        description=Words(
            "Den del af prioriteten, som puljens bygrænse giver det år, der er screenet for; "
            "tom, når det er uvist, om den omfatter ejendommen.",
            "The part of the priority that the pool's town limit gives in the year of the "
            "screening; empty where it is unknown whether it admits the property.",
        ),
        expression=Property.priority_eligible,
        kind=FieldKind.INTEGER,
    ),
    Field(
        name="condition",
        title=Words("Tilstand i point", "Condition in points"),
        description=Words(
            "Fra 0 til 100: de point, modellen giver karakteren, eller mistanken, hvor ingen har "
            "bedømt huset. Karakteren selv står i sin egen skala.",
            "From 0 to 100: the points the model gives the grade, or the suspicion where nobody "
            "has graded the house. The grade itself is kept in its own scale.",
        ),
        expression=Property.condition,
        kind=FieldKind.INTEGER,
        unit="af 100",
    ),
    Field(
        name="is_graded",
        title=Words("Bedømt på stedet", "Graded on site"),
        description=Words(
            "Ja, når nogen har set huset og givet en karakter; nej, når kun registrene kendes.",
            "Yes when somebody has seen the house and graded it; no when only registers tell.",
        ),
        expression=Property.is_graded,
        kind=FieldKind.BOOLEAN,
    ),
    Field(
        name="grade",
        title=Words("Karakter", "Grade"),
        description=Words(
            "Den nyeste karakter, i den skala den er givet i.",
            "The newest grade, in the scale it was given in.",
        ),
        expression=Property.grade,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="grade_title",
        title=Words("Karakterens betydning", "Meaning of the grade"),
        description=Words(
            "Hvad karakteren betyder i sin skala; tom, når skalaen er kommunens egen.",
            "What the grade means in its scale; empty where the scale is the municipality's own.",
        ),
        expression=grade_title(Property.grade_scale, Property.grade),
        english=english_grade_title(Property.grade_scale, Property.grade),
        kind=FieldKind.TEXT,
    ),
    Field(
        name="grade_scale",
        title=Words("Skala", "Scale"),
        description=Words(
            "Den skala, karakteren er givet i; den regnes aldrig om til en anden.",
            "The scale that the grade was given in; it is never turned into another.",
        ),
        expression=Property.grade_scale,
        kind=FieldKind.TEXT,
        choices=CodeList(name="grade_scale"),
    ),
    Field(
        name="grade_part",
        title=Words("Bedømt del", "Graded part"),
        description=Words(
            "Om karakteren gælder hele ejendommen eller den dårligst bedømte del.",
            "Whether the grade is of the whole property or of the part that was graded worst.",
        ),
        expression=Property.grade_part,
        kind=FieldKind.TEXT,
        choices=CodeList(name="grade_part"),
    ),
    Field(
        name="graded_on",
        title=Words("Besigtiget", "Inspected"),
        description=Words(
            "Den dag, huset blev besigtiget og fik karakteren.",
            "The day the house was inspected and graded.",
        ),
        expression=Property.graded_on,
        kind=FieldKind.DATE,
    ),
    Field(
        name="suspicion",
        title=Words("Mistanke", "Suspicion"),
        description=Words(
            "Fra 0 til 100: hvor meget registrene peger på, at nogen bør køre ud og se. "
            "Det siger intet sikkert om husets tilstand. Tom, når ingen regel gælder.",
            "From 0 to 100: how much the registers suggest that somebody should go and look. "
            "It says nothing certain about the house. Empty where no rule applies.",
        ),
        expression=Property.suspicion,
        kind=FieldKind.INTEGER,
        unit="af 100",
    ),
    Field(
        name="rules",
        title=Words("Regler ramt", "Rules hit"),
        description=Words(
            "De screeningsregler, som ejendommen rammer.",
            "The screening rules that hit on the property.",
        ),
        expression=Property.rules,
        kind=FieldKind.TEXT_LIST,
    ),
    Field(
        name="flags",
        title=Words("Mærker", "Flags"),
        description=Words(
            "Forhold at kende på forhånd, som fredning; de tæller ikke i mistanken.",
            "Things to know beforehand, such as protection; no part of the suspicion.",
        ),
        expression=Property.flags,
        kind=FieldKind.TEXT_LIST,
    ),
    Field(
        name="badges",
        title=Words("Datakvalitet", "Data quality"),
        description=Words(
            "Hvad der er usikkert ved oplysningerne.", "What is uncertain about the data."
        ),
        expression=Property.badges,
        kind=FieldKind.TEXT_LIST,
    ),
    Field(
        name="hit_count",
        title=Words("Antal fund", "Number of hits"),
        description=Words(
            "Hvor mange gange en regel rammer en bygning eller enhed på ejendommen.",
            "How many times a rule hits a building or unit of the property.",
        ),
        expression=Property.hit_count,
        kind=FieldKind.INTEGER,
    ),
)
