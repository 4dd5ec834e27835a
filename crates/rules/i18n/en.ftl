due-left = { $days ->
    [one] { $days } day left
   *[other] { $days } days left
}
due-today = Today
due-late = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
}
due-early = { $days ->
    [one] { $days } day early
   *[other] { $days } days early
}
due-met = On time
due-settled-late = { $days ->
    [one] Done, { $days } day late
   *[other] Done, { $days } days late
}
day-work = Working day
day-weekend = Weekend
counted-calendar = { $days ->
    [one] { $days } calendar day, from the day after { $from }: until { $deadline }
   *[other] { $days } calendar days, from the day after { $from }: until { $deadline }
}
counted-working = { $days ->
    [one] { $days } working day, from the day after { $from }: until { $deadline }
   *[other] { $days } working days, from the day after { $from }: until { $deadline }
}
counted-moved = It fell on { $end }, a day off, and moves to the next working day
counted-weekend = { $days ->
    [one] { $days } day of the weekend not counted
   *[other] { $days } days of weekends not counted
}
counted-skipped = { $date } not counted: { $name }
counted-estimated = Estimate: the official days off of the year are not announced yet
to-be-confirmed = to be confirmed
counted-before-calendar = { $days ->
    [one] { $days } calendar day before { $event }: by { $deadline }
   *[other] { $days } calendar days before { $event }: by { $deadline }
}
counted-before-working = { $days ->
    [one] { $days } working day before { $event }: by { $deadline }
   *[other] { $days } working days before { $event }: by { $deadline }
}
