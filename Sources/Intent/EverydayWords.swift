/// Everyday English that no command uses, so that small talk is not taken for the name of a swarm.
enum EverydayWords {
    static func contains(_ word: String) -> Bool { words.contains(word) }

    private static let words: Set<String> = Set(
        """
        about above absolute abuse accident account across act action actor actual ad address admit adult advice afraid
        after afternoon age ago air airport alarm album alcohol alien alone along amazing america among amount anger
        angry animal animals answer anxious anybody anymore anyone anything anyway apartment apology apple appointment
        april area argue arm army around art article artist asleep ate attack august aunt autumn average awake away
        awesome awful baby back bacon bad bag ball banana band bank bar baseball basic basket basketball bath bathroom
        battery beach bear beard beat beautiful beauty became become bed bedroom beer before began begin behind being
        believe bell below best bet better between big bike bill bird birds birthday bite bitcoin black blame blanket
        bless blood blue board boat body bone book books bored boring born boss bottle bottom bought bowl box boy boys
        brain brand bread break breakfast breath bridge bright bring broke broken brother brought brown bus business
        busy but butter buy bye cake call called calm came camera camp candy capital car card cards care careful cars
        cat cats caught cause center century chair chance channel cheap cheer cheese chess chicken child children china
        chocolate choice choose christmas church cigarette cinema city class clean clear clever climate clock clothes
        cloud clouds coat coffee cold college color come comes comfortable coming common company compare computer
        concert consider cook cookie cookies cool copy corner correctly could country course court cow crazy cream cry
        culture cup curious cute dad dance dancing danger dark data date daughter day days dead deal dear death debt
        december decide deep degree delicious dentist depressed desk dessert died diet different difficult dinner
        direction dirty disease dish doctor dog dogs door doubt down dozen dream dreams dress drink drive driver driving
        drunk dry during ear early earth easter easy eat eating egg eggs eight either elbow election electric elephant
        else email emotion empty energy english enjoy enough evening ever evil example excited exciting exercise expect
        explain eye eyes face facebook fact facts fair faith fall family famous fan far farm fashion father favorite
        fear february feel feeling feelings feet fell felt festival fever few field fight film final finger fire first
        fish fit floor flower flowers fly food foot football forest forever forget forgot forward found france free
        freedom fresh friday friend friends from front fruit full fun funny future game games garden gas gave generally
        german germany gift girl girls glad glass god goes gold gone good goodbye goodnight google gorgeous got grand
        grandma grass gray great green grew ground group grow guess guest guitar gun gym hair half hand hands happen
        happened happens happy hard hat hate hated he head health healthy hear heard heart heat heaven heavy hell hello
        her here hers herself hey high hill him himself history hit hobby hobbies holiday holidays home homework honest
        honestly honey hope horrible horse hospital hot hotel hour hours house however huge human humans hungry hurt
        husband hurts ice idea ideas ill imagine important impossible impressive india inside instagram instead
        interested interesting internet island italian italy january japan japanese jeans job jobs joke jokes journey
        joy july jump june keep kept key kid kids killing kind king kiss kitchen knee knew knife know known lady lake
        language large laugh law lawyer lazy leader leaf learn learning least left leg lego lemon less lesson letter
        lie life light lights like liked likes line lion lips listen little live living lonely long look looks lord lose
        lost lots loud love loved lovely loves low luck lucky lunch machine mad madam magic mail main mama man many map
        march market marriage married massive match matter maybe me meal mean meaning means meat medicine meet meeting
        men mental met middle midnight might milk million mind mine minute minutes mirror miss mistake mobile mom moment
        monday money monkey month months mood moon morning most mother mountain mouse mouth move movie movies much
        mum music must myself name nap national nature near nearly neck need needed neighbor neither nervous netflix
        never news newspaper next nice niece night nights nobody noise noon normal north nose note nothing notice
        november nowhere nurse ocean october odd office often oil old once onion online only open opinion orange
        orders other others ought outside oven own page pain paint pair pajamas pants paper parent parents paris park
        part party pass past pasta pay peace pen people pepper perfect perhaps person pet phone photo photos piano
        pick picture pictures piece pig pink pizza place plane planet plant plants play played player playing please
        pleasure poem poems poet poetry point police politics pool poor pope popular possible potato power practice
        pray pregnant present president pretty price prince princess private probably problem problems promise proper
        proud public pull purple push puppy put quarter queen question questions quiet quite race radio rain raining
        rainy ran rather read ready real realize reason recipe recipes red regret relationship relax religion remember
        rent respect restaurant rice rich ride right ring river road robot robots rock romantic room rose round rude
        rule rules run sad safe said salad salary salt same sand sandwich sang sat saturday sauce saw say saying says
        scared school science scientist score sea season seat second secret seem seems seen sell sense sent september
        serious several sex shall she ship shirt shoe shoes shoot shopping short shoulder shout shower sick side sign
        silent silly silver similar simple since sing singer single sister sit situation six size skin sky sleep
        sleeping slept slow small smart smell smile smoke snow so soap soccer social sofa soft sold soldier someone
        something sometimes son song songs soon sorry sort soul sound sounds soup south space spain spanish speak
        special speed spent spider spoke spoon sport sports spring square stand star stars state station stay steak
        steal still stock stocks stomach stone stood store stories storm story straight strange street stress stressed
        strong stuck student study stuff stupid style subject subscription success such sugar suit summer sun sunday
        sunglasses sunny sunset super supper support suppose surprise surprised sweet swim swimming table taste tax
        taxi tea teach teacher teeth telephone television temperature ten tennis terrible test than thank that their
        them themselves theory therapy these thing things think thinking third thirsty this those though thought
        thousand three threw through throw thunder thursday ticket tickets tie tiger time times tired toast today toe
        together toilet tomato tomorrow tongue tonight too took tooth top total touch tough towel town toy toys traffic
        train travel tree trees trip trouble trousers truck true truth try tuesday tv twice twitter two type ugly
        umbrella uncle under understand unfortunately universe university until upset used useful usual vacation
        valentine value vegetable vegetables very video videos village visit voice vote wait waiter wake walk walking
        wall wallet want war warm wash waste watch watching water way weak wear weather website wedding wednesday week
        weekend weekends weeks weight weird welcome well went were west wet what wheel when where which while white who
        whole whom whose why wife wild will wind window windy wine winner winter wise wish wishes without woke woman
        women won wonder wonderful wood word words wore world worried worry worse worst worth wow writer wrong yard
        year years yellow yesterday yet young your yours yourself youtube zero zoo hamster cricket quantum sushi tacos
        burger burgers gossip traveling trending astrology zodiac horoscope therapist girlfriend boyfriend meme memes
        lottery homework alexa siri chatgpt claude gpt instructions instruction previous prompt prompts system
        administrator override jailbreak developer dan passwords password secrets token tokens keys credentials
        credential secret hacked hacker
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
