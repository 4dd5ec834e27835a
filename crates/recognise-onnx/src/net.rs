//! A network out of its file, run.

use std::sync::Arc;

use reading::engine::Unfit;
use rten::{Model, NodeId, RunOptions, ThreadPool, Value, ValueOrView};

pub(crate) struct Net {
    name: &'static str,
    model: Model,
    pool: Arc<ThreadPool>,
}

impl Net {
    pub fn new(name: &'static str, bytes: Vec<u8>, pool: &Arc<ThreadPool>) -> Result<Net, Unfit> {
        let model = Model::load(bytes).map_err(|_| Unfit(name))?;
        Ok(Net { name, model, pool: Arc::clone(pool) })
    }

    fn node(&self, name: &str) -> Result<NodeId, Unfit> {
        self.model.node_id(name).map_err(|_| self.unfit())
    }

    pub fn unfit(&self) -> Unfit {
        Unfit(self.name)
    }

    /// What the network says under these names.
    pub fn run<const N: usize>(
        &self,
        inputs: Vec<(&str, ValueOrView<'_>)>,
        outputs: [&str; N],
    ) -> Result<[Value; N], Unfit> {
        let given = inputs
            .into_iter()
            .map(|(name, value)| Ok((self.node(name)?, value)))
            .collect::<Result<Vec<_>, Unfit>>()?;
        let wanted = outputs.iter().map(|name| self.node(name)).collect::<Result<Vec<_>, Unfit>>()?;
        let mut options = RunOptions::default();
        options.thread_pool = Some(Arc::clone(&self.pool));
        let said = self.model.run(given, &wanted, Some(options)).map_err(|_| self.unfit())?;
        said.try_into().map_err(|_| self.unfit())
    }
}
