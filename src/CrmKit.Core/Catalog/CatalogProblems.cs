using System.Text.RegularExpressions;
using CrmKit.Filters;
using CrmKit.Plugins;

namespace CrmKit.Catalog;

/// <summary>Collects all that is wrong with a catalog, so that an author sees it at once.</summary>
internal sealed class CatalogProblems
{
    private readonly List<CrmError> _errors = [];

    public int Count => _errors.Count;

    public void Add(CrmError error) => _errors.Add(error);

    public void Invalid(string what, string key, string why) => Add(CatalogErrors.DefinitionInvalid(what, key, why));

    /// <summary>The items with the first of each key; every further one is a problem.</summary>
    public List<T> Distinct<T>(string what, IEnumerable<T> items, Func<T, string> keyOf, Func<T, string> sourceOf)
    {
        var first = new Dictionary<string, T>(StringComparer.Ordinal);
        var kept = new List<T>();
        foreach (var item in items)
        {
            if (first.TryAdd(keyOf(item), item)) kept.Add(item);
            else Add(CatalogErrors.Duplicate(what, keyOf(item), sourceOf(first[keyOf(item)]), sourceOf(item)));
        }
        return kept;
    }

    /// <summary>Keys of plugins are namespaced by the plugin's id; administrators' have no dots; core's are its own business.</summary>
    public void CheckKey(string what, string key, string source)
    {
        if (!FieldKey.IsValid(key)) Add(CatalogErrors.KeyInvalid(what, key));
        else if (source == AdminSource.Id)
        {
            if (key.Contains('.', StringComparison.Ordinal)) Add(CatalogErrors.KeyForeign(what, key, source, "without dots"));
            else if (what == "field" && FilterParser.Reserved.Contains(key)) Add(CatalogErrors.KeyForeign(what, key, source, "as another word, because filters read this one as their own"));
        }
        else if (source != CoreSource.Id && !key.StartsWith(source + ".", StringComparison.Ordinal))
            Add(CatalogErrors.KeyForeign(what, key, source, $"with '{source}.' before it"));
    }

    /// <returns>Whether values can be matched with it.</returns>
    public bool CheckPattern(string type, FieldDefinition field)
    {
        if (field.Pattern is null) return true;
        try
        {
            _ = new Regex($@"\A(?:{field.Pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            Invalid("Field", $"{type}.{field.Key}", $"its pattern cannot be used: {e.Message}");
            return false;
        }
    }

    public void ThrowIfAny()
    {
        if (_errors.Count > 0) throw new CrmRuleException(_errors);
    }
}
