-- What people type who look for one of these disciplines, in English and German: its name, who does it, and the verb.
CREATE OR REPLACE FUNCTION discovery_discipline_words(disciplines varchar[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(named.words, ' ' ORDER BY named.discipline), '')
    FROM (VALUES
      ({studio.states.Discipline.RECORDING},
       'recording engineer tracking Aufnahme Aufnahmen aufnehmen Tontechnik Tontechniker Tontechnikerin Toningenieur'
       ' Toningenieurin'),
      ({studio.states.Discipline.MIXING},
       'mixing mix engineer mixdown mixer Mischen Mischung Abmischen Abmischung'),
      ({studio.states.Discipline.MASTERING},
       'mastering master engineer Mastern'),
      ({studio.states.Discipline.PRODUCTION},
       'production producer producing Produktion Musikproduktion Produzent Produzentin Produzieren'),
      ({studio.states.Discipline.EDITING},
       'editing and tuning editor vocal tuning comping Editing und Tuning Schnitt'),
      ({studio.states.Discipline.ARRANGEMENT},
       'arrangement arranger arranging Arrangement Arrangeur Arrangeurin Arrangieren'),
      ({studio.states.Discipline.SONGWRITING},
       'songwriting songwriter composer composition lyrics Songwriting Komposition Komponist Komponistin Texter Texterin'),
      ({studio.states.Discipline.INSTRUMENTS},
       'session musician musicians studio musician Studiomusiker Studiomusikerin Sessionmusiker Sessionmusikerin'),
      ({studio.states.Discipline.VOCALS},
       'session vocals vocalist singer singing Studiogesang Gesang Sänger Sängerin'),
      ({studio.states.Discipline.ROOM},
       'room hire recording studio rental Raummiete Raum Aufnahmeraum Aufnahmestudio Tonstudio mieten')
    ) AS named(discipline, words)
   WHERE named.discipline = ANY(disciplines)
$$;
