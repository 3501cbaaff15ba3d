//! stub
use super::gazetteer::AliasKind;
#[derive(Debug)] pub struct NameIndex; 
#[derive(Debug)] pub struct Match { pub entity: u32 }
#[derive(Debug)] pub struct Lookup { pub matches: Vec<Match> }
pub struct Builder;
impl Builder { pub fn add(&mut self, _e: u32, _t: &str, _l: &str, _k: AliasKind) {} pub fn build(self) -> NameIndex { NameIndex } }
impl NameIndex { pub fn builder() -> Builder { Builder } pub fn lookup(&self, _w: &str) -> Lookup { Lookup{matches: vec![]} } pub fn nearest(&self, _w: &str) -> Vec<(u32,String)> { vec![] } }
