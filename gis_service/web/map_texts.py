"""The words that the map itself says, handed to its script with the page."""

from gis_service.web.speech import Speech


def map_texts(speech: Speech) -> dict[str, str]:
    """By the name that the script knows them by."""
    text = speech._
    return {
        "map": text("Map; the same properties are in the table below"),
        "zoomIn": text("Zoom in"),
        "zoomOut": text("Zoom out"),
        "priority": text("priority"),
        "noPriority": text("no priority"),
        "points": text("points of condition"),
        "grade": text("grade"),
        "social": text("social work"),
        "hidden": text("hidden"),
        "notGraded": text("not graded"),
        "suspicion": text("suspicion"),
        "building": text("Building"),
        "built": text("built"),
        "highest": text("highest"),
        "noRule": text("no rule applies"),
        "properties": text("properties"),
        "buildings": text("buildings"),
        "inhabitants": text("inhabitants"),
        "locating": text("Looking for your position … or tap the map where you are."),
        "tap": text("Tap the map where you are (Enter takes its middle; Escape stops)."),
        "failed": text("That could not be fetched. What you see is unchanged: try again."),
    }
