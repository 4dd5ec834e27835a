//! For measuring: what the library does with the same question by itself.

use search::{Ask, Broken, Reach};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use crate::broken;
use crate::make::Fields;
use crate::plan::Plan;
use crate::weights::Weights;

/// The same clauses, the reader's tokens and the filter as clauses beside them; the best `limit` and their count. No
/// facets, no tail, no near hits, nothing checked.
pub(crate) fn ask(
    (searcher, fields): (&Searcher, &Fields),
    ask: &Ask,
    reach: &Reach,
) -> Result<usize, Broken> {
    let plan = Plan { fields, searcher, weights: Weights::default(), as_library: true };
    let any = |terms: Vec<Term>| -> Box<dyn Query> {
        let each = terms
            .into_iter()
            .map(|term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>);
        Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::union(each.collect())), 0.0))
    };
    let mut clauses = vec![(Occur::Must, plan.strict(&ask.question).map_err(|e| broken(&e))?)];
    if let Reach::Any(tokens) = reach {
        let terms = tokens.iter().map(|token| Term::from_field_text(fields.reach, token)).collect();
        clauses.push((Occur::Must, any(terms)));
    }
    for (facet, values) in &ask.filter.any {
        let field = fields.facets[facet.place()];
        let terms = values.iter().map(|value| Term::from_field_text(field, value)).collect();
        clauses.push((Occur::Must, any(terms)));
    }
    let collectors = (TopDocs::with_limit(ask.limit.max(1)).order_by_score(), Count);
    let found = searcher.search(&BooleanQuery::new(clauses), &collectors).map_err(|e| broken(&e))?;
    Ok(found.1)
}
