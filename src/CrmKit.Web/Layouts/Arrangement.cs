using Microsoft.AspNetCore.Http;

namespace CrmKit.Web.Layouts;

/// <summary>What a person puts into an order and from one place to another before he saves it. The whole of it travels with its form, in the order of the page: nothing of it is kept between requests.</summary>
internal sealed class Arrangement
{
    public const string Place = "place";
    public const string Chosen = ":chosen";
    public const string Hidden = ":hidden";

    /// <summary>Where what is arranged by nobody stands.</summary>
    public const string Rest = ":rest";

    private const char Zone = '=';
    private const int Most = 5000;
    private readonly List<ArrangedZone> _zones = [];

    public IReadOnlyList<ArrangedZone> Zones => _zones;

    public static Arrangement Read(IFormCollection form)
    {
        var read = new Arrangement();
        foreach (var token in form[Place].OfType<string>().Take(Most))
        {
            if (token.StartsWith(Zone) && token.IndexOf('/', StringComparison.Ordinal) is > 1 and var slash) read.Add(token[1..slash], token[(slash + 1)..], []);
            else if (read._zones.Count > 0 && token.Length > 0) read._zones[^1].Items.Add(token);
        }
        return read;
    }

    public void Add(string group, string zone, IEnumerable<string> items) => _zones.Add(new ArrangedZone(group, zone, [.. items]));

    public IReadOnlyList<string> Of(string group, string zone) => Find(group, zone)?.Items ?? [];

    /// <summary>Puts a new zone before those that every group ends with.</summary>
    public void Insert(string group, string zone)
    {
        var at = _zones.FindIndex(z => z.Group == group && z.Key.StartsWith(':'));
        _zones.Insert(at < 0 ? _zones.Count : at, new ArrangedZone(group, zone, []));
    }

    /// <summary>Does what a button says: <c>up fields/city</c>, <c>down …</c>, <c>up-zone fields/reach</c>, <c>down-zone …</c>, <c>drop-zone …</c>, or <c>to fields</c> with an item and a zone chosen.</summary>
    /// <returns><see langword="false"/> for what is none of these.</returns>
    public bool Do(string act, IFormCollection form)
    {
        if (act.Split(' ', 2) is not [var verb, var what]) return false;
        var (group, key) = what.Split('/', 2) is [var named, var rest] ? (named, rest) : (what, "");
        switch (verb)
        {
            case "up" or "down": Step(group, key, verb == "up" ? -1 : 1); return true;
            case "up-zone" or "down-zone": StepZone(group, key, verb == "up-zone" ? -1 : 1); return true;
            case "drop-zone": Drop(group, key); return true;
            case "to": Move(group, form["item." + group].ToString(), form["zone." + group].ToString()); return true;
            default: return false;
        }
    }

    private ArrangedZone? Find(string group, string zone) => _zones.Find(z => z.Group == group && z.Key == zone);

    // Within its zone, and from its end into the next one.
    private void Step(string group, string item, int step)
    {
        var zones = _zones.FindAll(z => z.Group == group);
        var at = zones.FindIndex(z => z.Items.Contains(item));
        if (at < 0) return;
        var items = zones[at].Items;
        var place = items.IndexOf(item);
        if (place + step >= 0 && place + step < items.Count) (items[place], items[place + step]) = (items[place + step], items[place]);
        else if (at + step >= 0 && at + step < zones.Count)
        {
            items.RemoveAt(place);
            zones[at + step].Items.Insert(step < 0 ? zones[at + step].Items.Count : 0, item);
        }
    }

    private void StepZone(string group, string zone, int step)
    {
        var at = _zones.FindIndex(z => z.Group == group && z.Key == zone);
        if (at < 0 || at + step < 0 || at + step >= _zones.Count || _zones[at + step] is not { } other || other.Group != group || other.Key.StartsWith(':')) return;
        (_zones[at], _zones[at + step]) = (_zones[at + step], _zones[at]);
    }

    private void Drop(string group, string zone)
    {
        if (zone.StartsWith(':') || Find(group, zone) is not { } dropped || Find(group, Rest) is not { } rest) return;
        rest.Items.InsertRange(0, dropped.Items);
        _zones.Remove(dropped);
    }

    private void Move(string group, string item, string zone)
    {
        if (Find(group, zone) is not { } target || _zones.Find(z => z.Group == group && z.Items.Contains(item)) is not { } from) return;
        from.Items.Remove(item);
        target.Items.Add(item);
    }
}

/// <summary>A place that holds some of what is arranged.</summary>
/// <param name="Group">What may go to and from it.</param>
/// <param name="Key">Its own.</param>
/// <param name="Items">What it holds, in order.</param>
internal sealed record ArrangedZone(string Group, string Key, List<string> Items);
