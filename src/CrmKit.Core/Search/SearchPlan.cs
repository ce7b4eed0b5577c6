using System.Runtime.CompilerServices;

namespace CrmKit.Search;

/// <summary>The fields of a type that its records are found by, worked out once per version of the type.</summary>
internal sealed class SearchPlan
{
    private const int MostCharacters = 20_000; // of one text; what is behind them is not found
    private const int ShortestCorrected = 4;
    private static readonly ConditionalWeakTable<RecordTypeDefinition, SearchPlan> Known = [];

    // What is only ever added comes in masses past the write path, and goes the same way: no word of it may stay behind in the index.
    private SearchPlan(RecordTypeDefinition type) => Fields = type.IsAppendOnly ? [] : [.. type.Fields.Where(f => IsText(f.Kind) && (f.IsSearchable || f.Key == type.NameField)).Select(f => new SearchField(f, f.Key == type.NameField)).OrderByDescending(f => f.IsTitle)];

    /// <summary>The name first.</summary>
    public SearchField[] Fields { get; }

    public static SearchPlan Of(RecordTypeDefinition type) => Known.GetValue(type, static t => new SearchPlan(t));

    /// <summary>Whether texts of this kind can be searched.</summary>
    public static bool IsText(FieldKind kind) => kind is FieldKind.Text or FieldKind.LongText or FieldKind.Email or FieldKind.Phone or FieldKind.Url;

    /// <summary>The words of a record for the index.</summary>
    public Storage.SearchEntry Entry(string type, Record record, bool isNew)
    {
        var (title, body, seen) = (new List<string>(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        List<string>? vocabulary = null;
        foreach (var field in Fields)
        {
            if (field.TextOf(record) is not { } text) continue;
            foreach (var word in field.Words(text))
            {
                if (seen.Add(word.Token)) (field.IsTitle ? title : body).Add(word.Token); // the name comes first: its words are nowhere else
                if (field.IsTitle && IsVocabulary(word)) (vocabulary ??= []).Add(word.Token);
            }
        }
        if (record is Knowledge.KnowledgeArticle && !body.Contains(Knowledge.ArticleWords.Mark)) body.Add(Knowledge.ArticleWords.Mark);
        return new Storage.SearchEntry(type, record.Id, isNew, string.Join(' ', title), string.Join(' ', body)) { Vocabulary = vocabulary ?? [] };
    }

    /// <summary>The words of a name that typing errors are corrected to.</summary>
    public static IEnumerable<string> VocabularyOf(string name) => SearchWords.Of(name, withSounds: true).Where(IsVocabulary).Select(w => w.Token);

    private static bool IsVocabulary(SearchWord word) => word.Steps is null && word.Token.Length >= ShortestCorrected && !word.Token.AsSpan().ContainsAnyExceptInRange('a', 'z');

    /// <summary>One field.</summary>
    internal sealed record SearchField(FieldDefinition Definition, bool IsTitle)
    {
        /// <summary>What it says; <see langword="null"/> when nothing.</summary>
        public string? TextOf(Record record) => Definition.Get(record) is string { Length: > 0 } text ? text.Length > MostCharacters ? text[..MostCharacters] : text : null;

        public List<SearchWord> Words(string text) => Definition.Kind == FieldKind.Phone ? SearchWords.OfPhone(text) : SearchWords.Of(text, IsTitle);
    }
}
