//! Tagged files: which marked content belongs to which heading, paragraph, list item, cell or note.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use lopdf::{Dictionary, Document as Objects, Object, ObjectId};

/// What a piece of the structure tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Heading(u8),
    Paragraph,
    Item(u8),
    Contents,
    Note,
    Cell(Place),
}

/// A cell's place as the tags have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub table: u32,
    pub row: u32,
    pub column: u32,
    pub columns: u32,
    pub rows: u32,
    /// `None` where the table marks no headers at all.
    pub header: Option<bool>,
}

/// The structure of a file: elements in reading order, and which one each marked content belongs to.
#[derive(Debug, Default)]
pub(super) struct Tags {
    pub elements: Vec<Role>,
    /// By page (from 1) and number of the marked content.
    pub content: HashMap<(u32, u32), u32>,
}

/// Nesting that is followed.
const DEPTH: u32 = 150;
/// Nodes that are followed.
const NODES: u32 = 500_000;

/// Reads the structure tree; `None` where there is none.
pub(super) fn read(objects: &Objects) -> Option<Tags> {
    let root = objects.catalog().ok()?.get_deref(b"StructTreeRoot", objects).ok()?.as_dict().ok()?;
    let pages = objects.page_iter().zip(1..).collect();
    let roles = root.get_deref(b"RoleMap", objects).and_then(Object::as_dict).ok();
    let mut walk =
        Walk { objects, roles, pages, tags: Tags::default(), nodes: 0, tables: 0, seen: BTreeSet::new() };
    let context = Context { page: 0, block: None, item: None, depth: 0, cell: None, contents: false };
    walk.children(root, &mut context.clone(), &mut None, 0);
    (!walk.tags.content.is_empty()).then_some(walk.tags)
}

struct Walk<'a> {
    objects: &'a Objects,
    roles: Option<&'a Dictionary>,
    pages: HashMap<ObjectId, u32>,
    tags: Tags,
    nodes: u32,
    tables: u32,
    seen: BTreeSet<ObjectId>,
}

/// Where in the tree we are.
#[derive(Clone)]
struct Context {
    page: u32,
    /// The element that takes text.
    block: Option<u32>,
    /// An item that waits for its first paragraph.
    item: Option<u32>,
    /// Lists that are open.
    depth: u8,
    cell: Option<Place>,
    contents: bool,
}

/// A table that is being read.
struct Grid {
    number: u32,
    row: u32,
    column: u32,
    in_head: bool,
    /// Rows that a cell above still covers, by column.
    covered: BTreeMap<u32, u32>,
    /// Elements and header cells of each row.
    rows: Vec<Line>,
}

#[derive(Default)]
struct Line {
    elements: Vec<u32>,
    cells: u32,
    heads: u32,
    in_head: bool,
}

impl<'a> Walk<'a> {
    fn children(&mut self, node: &'a Dictionary, context: &mut Context, grid: &mut Option<Grid>, depth: u32) {
        let Ok(kids) = node.get(b"K") else { return };
        match self.resolve(kids) {
            Some(Object::Array(kids)) => {
                for kid in kids {
                    self.child(kid, context, grid, depth);
                }
            }
            _ => self.child(kids, context, grid, depth),
        }
    }

    fn child(&mut self, kid: &'a Object, context: &mut Context, grid: &mut Option<Grid>, depth: u32) {
        self.nodes += 1;
        if self.nodes > NODES || depth > DEPTH {
            return;
        }
        // A tree has no loops; a hostile one has.
        if let Object::Reference(id) = kid
            && !self.seen.insert(*id)
        {
            return;
        }
        match self.resolve(kid) {
            Some(Object::Integer(number)) => self.claim(context, context.page, *number),
            Some(Object::Dictionary(node)) => {
                let page = node.get(b"Pg").and_then(Object::as_reference).ok();
                let page = page.and_then(|id| self.pages.get(&id).copied()).unwrap_or(context.page);
                if let Ok(number) = node.get(b"MCID").and_then(Object::as_i64) {
                    if !node.has(b"Stm") {
                        self.claim(context, page, number);
                    }
                } else if node.has(b"S") {
                    let before = std::mem::replace(&mut context.page, page);
                    self.element(node, context, grid, depth + 1);
                    context.page = before;
                }
            }
            _ => {}
        }
    }

    fn resolve(&self, object: &'a Object) -> Option<&'a Object> {
        self.objects.dereference(object).ok().map(|(_, object)| object)
    }

    fn claim(&mut self, context: &mut Context, page: u32, number: i64) {
        let Ok(number) = u32::try_from(number) else { return };
        let block = match context.block {
            Some(block) => block,
            // Text straight under a section is a paragraph.
            None => *context.block.insert(self.open(context.cell.map_or(Role::Paragraph, Role::Cell))),
        };
        self.tags.content.entry((page, number)).or_insert(block);
    }

    fn open(&mut self, role: Role) -> u32 {
        self.tags.elements.push(role);
        self.tags.elements.len() as u32 - 1
    }

    /// A tag's standard name, and whether the file's own name says that it is the title.
    fn role(&self, node: &Dictionary) -> (Vec<u8>, bool) {
        let mut name = node.get(b"S").and_then(Object::as_name).unwrap_or_default().to_vec();
        let title = name == b"Title";
        for _ in 0..16 {
            let mapped = self.roles.and_then(|roles| roles.get(&name).and_then(Object::as_name).ok());
            match mapped {
                Some(next) if next != name.as_slice() => name = next.to_vec(),
                _ => break,
            }
        }
        (name, title)
    }

    fn element(&mut self, node: &'a Dictionary, context: &mut Context, grid: &mut Option<Grid>, depth: u32) {
        let (name, title) = self.role(node);
        let mut inner = context.clone();
        match name.as_slice() {
            _ if title => {
                inner.block = Some(self.open(context.cell.map_or(Role::Title, Role::Cell)));
            }
            b"H" | b"H1" | b"H2" | b"H3" | b"H4" | b"H5" | b"H6" | b"H7" | b"H8" | b"H9" => {
                let level = name.get(1).map_or(1, |digit| digit - b'0').clamp(1, 9);
                inner.block = Some(self.open(context.cell.map_or(Role::Heading(level), Role::Cell)));
            }
            b"P" | b"Caption" | b"BibEntry" | b"Formula" | b"Index" => {
                inner.block = match context.item.take() {
                    Some(item) => Some(item),
                    None if context.contents => context.block,
                    None => Some(self.open(context.cell.map_or(Role::Paragraph, Role::Cell))),
                };
                inner.item = None;
            }
            b"Note" | b"FENote" => {
                inner = Context { page: inner.page, ..Context::none() };
                inner.block = Some(self.open(Role::Note));
                inner.item = inner.block;
            }
            b"TOCI" => {
                inner.block = Some(self.open(Role::Contents));
                inner.contents = true;
            }
            b"L" => {
                inner.depth = (context.depth + 1).min(9);
                inner.block = None;
                inner.item = None;
            }
            b"LI" => {
                let role = Role::Item(context.depth.saturating_sub(1));
                inner.block = Some(self.open(context.cell.map_or(role, Role::Cell)));
                inner.item = inner.block;
            }
            b"LBody" | b"Lbl" => {
                self.children(node, &mut inner, grid, depth);
                context.item = inner.item;
                return;
            }
            b"Table" | b"THead" | b"TBody" | b"TFoot" | b"TR" | b"TH" | b"TD" => {
                return self.of_table(node, &name, inner, grid, depth);
            }
            b"Span" | b"Quote" | b"Link" | b"Reference" | b"Code" | b"Em" | b"Strong" | b"Annot" | b"Sub"
            | b"Ruby" | b"RB" | b"RT" | b"RP" | b"Warichu" | b"WT" | b"WP" | b"Form" | b"NonStruct" => {
                // Runs on in the text around it.
                self.children(node, &mut inner, grid, depth);
                context.block = context.block.or(inner.block);
                return;
            }
            b"Artifact" => return,
            _ => {
                if context.item.is_none() && !context.contents {
                    inner.block = None;
                }
            }
        }
        self.children(node, &mut inner, grid, depth);
        // Text after a block inside a section starts a new one.
        if context.item.is_none()
            && matches!(name.as_slice(), b"P" | b"L" | b"Table" | b"H" | b"Sect" | b"Div")
            && context.depth == 0
        {
            context.block = None;
        }
    }

    /// A table, or a part of one. Cells outside tables are read for what they hold.
    fn of_table(
        &mut self,
        node: &'a Dictionary,
        name: &[u8],
        mut inner: Context,
        grid: &mut Option<Grid>,
        depth: u32,
    ) {
        match (name, grid) {
            (b"Table", _) => {
                let mut own = Some(Grid::new(self.tables));
                self.tables += 1;
                inner.enter();
                self.children(node, &mut inner, &mut own, depth);
                if let Some(own) = own {
                    self.heads(&own);
                }
            }
            (b"TH" | b"TD", Some(grid)) => {
                let (columns, rows) = (self.span(node, b"ColSpan"), self.span(node, b"RowSpan"));
                inner.enter();
                inner.cell = Some(grid.next_cell(columns, rows));
                let from = self.tags.elements.len() as u32;
                self.children(node, &mut inner, &mut None, depth);
                let to = self.tags.elements.len() as u32;
                if let Some(line) = grid.rows.last_mut() {
                    line.elements.extend(from..to);
                    line.cells += 1;
                    line.heads += u32::from(name == b"TH");
                }
            }
            (b"TR", grid) => {
                if let Some(grid) = grid {
                    grid.begin_row();
                }
                self.children(node, &mut inner, grid, depth);
                if let Some(grid) = grid {
                    grid.end_row();
                }
            }
            (_, grid) => {
                if let Some(grid) = grid {
                    grid.in_head = name == b"THead";
                }
                self.children(node, &mut inner, grid, depth);
                if let Some(grid) = grid {
                    grid.in_head = false;
                }
            }
        }
    }

    /// A cell's span, from its attributes.
    fn span(&self, node: &'a Dictionary, key: &[u8]) -> u32 {
        let of = |object: &'a Object| {
            let dict = self.resolve(object)?.as_dict().ok()?;
            let value = dict.get_deref(key, self.objects).ok()?.as_i64().ok()?;
            u32::try_from(value).ok()
        };
        let span = node.get(b"A").ok().and_then(|attributes| match self.resolve(attributes)? {
            Object::Array(list) => list.iter().find_map(of),
            _ => of(attributes),
        });
        span.unwrap_or(1).clamp(1, 500)
    }

    /// Says which cells stand in header rows.
    fn heads(&mut self, grid: &Grid) {
        if grid.rows.iter().all(|line| line.heads == 0 && !line.in_head) {
            return;
        }
        let mut heading = true;
        for line in &grid.rows {
            heading &= line.in_head || (line.cells > 0 && line.heads == line.cells);
            for element in &line.elements {
                if let Some(Role::Cell(place)) = self.tags.elements.get_mut(*element as usize)
                    && place.table == grid.number
                {
                    place.header = Some(heading);
                }
            }
        }
    }
}

impl Context {
    fn none() -> Context {
        Context { page: 0, block: None, item: None, depth: 0, cell: None, contents: false }
    }

    /// Into something that no paragraph or list around it goes on in.
    fn enter(&mut self) {
        self.block = None;
        self.item = None;
        self.depth = 0;
    }
}

impl Grid {
    fn new(number: u32) -> Grid {
        Grid { number, row: 0, column: 0, in_head: false, covered: BTreeMap::new(), rows: Vec::new() }
    }

    fn begin_row(&mut self) {
        self.column = 0;
        self.rows.push(Line { in_head: self.in_head, ..Line::default() });
    }

    fn end_row(&mut self) {
        self.row += 1;
        self.covered.retain(|_, rows| {
            *rows = rows.saturating_sub(1);
            *rows > 0
        });
    }

    /// The place of the next cell: in the first column that no cell from above covers.
    fn next_cell(&mut self, columns: u32, rows: u32) -> Place {
        while self.covered.contains_key(&self.column) {
            self.column += 1;
        }
        let column = self.column;
        if rows > 1 {
            self.covered.extend((column..column + columns).map(|column| (column, rows)));
        }
        self.column += columns;
        Place { table: self.number, row: self.row, column, columns, rows, header: None }
    }
}
