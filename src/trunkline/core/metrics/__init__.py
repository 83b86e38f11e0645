"""Figures, one definition each: facts are folded into counters by interval, and figures are computed from counters.

``fold`` counts, ``counters`` holds what is counted and adds it up, ``figures`` has the formulas, ``intervals`` cuts
time. The wall, alarms, reports, exports and the API all go through here, so that live = history = export to the digit.
"""
